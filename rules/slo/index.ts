import type { RuleGroup } from "../../systems/plan";
import { fastAlerts, periodAlerts } from "./alerts";
import type { Slo, SloOwner } from "./model";
import { slothId } from "./names";
import { fastRecords, periodRecords } from "./records";
import { STEP_SECONDS } from "./sli";

export { sloProblems } from "./check";
export type { Slo, SloOwner } from "./model";
export { sloDashboardUid } from "./names";

/**
 * The rules of one objective. Records and the alerts on them share a group, whose rules run in order: an alert on another
 * group's record would be one evaluation late. Pure; docs/slo.md says what each rule is for.
 * `step` is the seconds between two evaluations; only tests take longer ones, for days in a second.
 */
export function sloGroups(owner: SloOwner, slo: Slo, step = STEP_SECONDS): readonly RuleGroup[] {
  const id = slothId(owner, slo);
  return [
    {
      name: `slo-${id}`,
      interval: `${step}s`,
      rules: [...fastRecords(owner, slo, step), ...fastAlerts(owner, slo, step)],
    },
    {
      name: `slo-${id}-period`,
      // Sums over a month: within Prometheus' 5 minutes of memory for a value, but not at every step.
      interval: "2m",
      rules: [...periodRecords(owner, slo), ...periodAlerts(owner, slo, step)],
    },
  ];
}
