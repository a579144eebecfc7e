import type { RuleGroup } from "../../base/rules";
import { fastAlerts, periodAlerts } from "./alerts";
import { budgetOf, ratioText } from "./decimal";
import type { Slo, SloOwner } from "./model";
import { slothId } from "./names";
import { fastRecords, periodRecords } from "./records";
import { narrowed, selectorText, within } from "./selector";
import type { Matcher } from "./selector";
import { STEP_SECONDS } from "./sli";
import { burnRateText, TIERS } from "./tiers";

export { sloProblems } from "./check";
export type { Slo, SloOwner } from "./model";
export { sloDashboardUid, slothId } from "./names";

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

/** Share of bad events that the objective allows, as an exact decimal. */
export function errorBudget({ objective }: Slo): string {
  return ratioText(budgetOf(objective));
}

/** The paces from which the first critical and the first warning alert fire. */
export function burnLines({ period }: Slo): { readonly fast: number; readonly slow: number } {
  const pace = (name: "fast" | "slow") => {
    const tier = TIERS.find((one) => one.name === name);
    return tier === undefined ? 1 : Number(burnRateText(tier, period));
  };
  return { fast: pace("fast"), slow: pace("slow") };
}

/** An indicator's own series, within its system, narrowed by `more`. */
export function ownSeries(
  owner: SloOwner,
  selector: string,
  suffix: string,
  more: readonly Matcher[],
): string {
  return selectorText(narrowed(within(owner.name, selector), suffix, more));
}
