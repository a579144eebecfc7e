import type { Evaluated } from "../program/evaluate";
import { checkDashboards } from "./dashboards";
import type { Finding } from "./finding";
import { INVARIANTS, stackOfResources } from "./invariants";
import { syntaxCheck } from "./query";
import { checkRoutes } from "./routes";
import { checkRules } from "./rules";

/** Everything that can be said about a stack inside this process, in seconds: no tool, no network, no cluster. */
export async function checkInProcess({ plan, resources }: Evaluated): Promise<Finding[]> {
  const syntax = await syntaxCheck();
  const stack = stackOfResources(plan.settings, resources);
  return [
    ...checkRules(plan, syntax),
    ...checkRoutes(plan),
    ...checkDashboards(plan, syntax),
    ...Object.values(INVARIANTS).flatMap((invariant) => invariant(stack)),
  ];
}
