import type { Loaded } from "../config";
import { buildPlan } from "../systems";
import { MonitoringStack, stackProviders, type StackOutputs, type Transforms } from "./monitoring-stack";

/**
 * The whole program: settings in, stack built, outputs out. `pulumi up`, `npm run render` and the tests run this one
 * function.
 * @throws UserError for mistakes in the rule files and dashboards that the settings name.
 */
export function program(
  { settings, secrets }: Loaded,
  transforms: Transforms = {},
  plan = buildPlan(settings),
): StackOutputs {
  const providers = stackProviders(settings, secrets);
  return new MonitoringStack("monitoring", { plan, secrets, transforms }, { providers }).outputs;
}
