import type { RecordingRule } from "../../base/rules";
import { budgetOf, ratioText, scaled } from "./decimal";
import type { Slo, SloOwner } from "./model";
import { slothId, slothLabels } from "./names";
import { indicatorOf } from "./sli";
import { daysOf } from "./tiers";

const TOTAL = "slo:sli_total:rate5m";
const BAD = "slo:sli_bad:rate5m";

/** Windows of at most an hour are read from the counters themselves: a ratio of smoothed rates would lag behind. */
const RAW = ["30m", "1h"] as const;
/** Longer ones are sums of the 5-minute rates, which weighs each moment by its traffic and costs little. */
const SUMMED = ["2h", "6h", "1d", "3d"] as const;

type Record_ = (name: string, expr: string, more?: Readonly<Record<string, string>>) => RecordingRule;

function recorder(owner: SloOwner, slo: Slo): Record_ {
  const own = slothLabels(owner, slo);
  return (record, expr, more = {}) => ({ record, expr, labels: { ...own, ...more } });
}

/** `metric{sloth_id="..."}`: the recorded series of this objective. */
export function recorded(metric: string, owner: SloOwner, slo: Slo): string {
  return `${metric}{sloth_id="${slothId(owner, slo)}"}`;
}

/** Everything that the alerts of the same group read, in the order in which it is needed. */
export function fastRecords(owner: SloOwner, slo: Slo, step: number): readonly RecordingRule[] {
  const record = recorder(owner, slo);
  const sli = indicatorOf(owner.name, slo.sli);
  const ratio = (window: string, expr: string) =>
    record(`slo:sli_error:ratio_rate${window}`, expr, { sloth_window: window });
  return [
    record(TOTAL, sli.totalRate("5m")),
    record(BAD, sli.badRate("5m")),
    ratio("5m", `${recorded(BAD, owner, slo)} / (${recorded(TOTAL, owner, slo)} > 0)`),
    ...RAW.map((window) => ratio(window, `${sli.badRate(window)} / (${sli.totalRate(window)} > 0)`)),
    ...SUMMED.map((window) => ratio(window, summedRatio(owner, slo, window))),
    ...sli.shown.map(({ name, expr }) => record(name, expr)),
    record("slo:sli_bad:increase1h", sli.badIncrease("1h")),
    record("slo:sli_bad:increase6h", sli.badIncrease("6h")),
    // A rate held for one step.
    record("slo:sli_bad:increase1d", `sum_over_time(${recorded(BAD, owner, slo)}[1d]) * ${step}`),
    record("slo:sli_bad:increase3d", `sum_over_time(${recorded(BAD, owner, slo)}[3d]) * ${step}`),
  ];
}

/** `> 0`: hours without traffic are no hours of NaN. https://github.com/slok/sloth/issues/231 */
function summedRatio(owner: SloOwner, slo: Slo, window: string): string {
  const sum = (metric: string) => `sum_over_time(${recorded(metric, owner, slo)}[${window}])`;
  return `${sum(BAD)} / (${sum(TOTAL)} > 0)`;
}

/** What the period has left, and what Sloth's dashboards read. Long sums: evaluated less often than the rest. */
export function periodRecords(owner: SloOwner, slo: Slo): readonly RecordingRule[] {
  const record = recorder(owner, slo);
  const { period, objective } = slo;
  const budget = ratioText(budgetOf(objective));
  const periodRatio = `slo:sli_error:ratio_rate${period}`;
  return [
    record(periodRatio, summedRatio(owner, slo, period), { sloth_window: period }),
    record("slo:objective:ratio", `vector(${ratioText(scaled(objective))})`),
    record("slo:error_budget:ratio", `vector(${budget})`),
    record("slo:time_period:days", `vector(${daysOf(period)})`),
    record(
      "slo:current_burn_rate:ratio",
      `max without (sloth_window) (${recorded("slo:sli_error:ratio_rate5m", owner, slo)}) / ${budget}`,
    ),
    record(
      "slo:period_burn_rate:ratio",
      `max without (sloth_window) (${recorded(periodRatio, owner, slo)}) / ${budget}`,
    ),
    record(
      "slo:period_error_budget_remaining:ratio",
      `1 - ${recorded("slo:period_burn_rate:ratio", owner, slo)}`,
    ),
    record("sloth_slo_info", "vector(1)", {
      sloth_mode: "vigie",
      sloth_objective: String(objective),
      sloth_spec: "vigie",
      sloth_version: "vigie",
    }),
  ];
}
