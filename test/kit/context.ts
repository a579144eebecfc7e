import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../../components/kit/context";
import { agentsNamespace } from "../../config/schema/platform";
import type { Plan } from "../../systems/plan";

/** Text inside every secret value of a test; must be found in no place but a Secret. */
export const SENTINEL = "sentinel";

/** What a component is given, with a secret sentinel for every key. */
export function contextOf(plan: Plan): Context {
  const { settings } = plan;
  return {
    plan,
    settings,
    secrets: { get: (key) => pulumi.secret(`${SENTINEL}-${key}`) },
    namespace: settings.namespace.name,
    agentsNamespace: agentsNamespace(settings),
  };
}
