import { sloGroups } from "../../../rules/slo";
import type { Slo, SloOwner } from "../../../rules/slo";
import { alertName, burnKind, slothLabels } from "../../../rules/slo/names";
import { thresholdOf, TIERS } from "../../../rules/slo/tiers";
import type { Tier } from "../../../rules/slo/tiers";
import type { AlertRule } from "../../../systems/plan";
import type { Suite, UnitTest } from "../../tools/mutation/suite";

/** Seconds between two evaluations: a day has 288. */
const STEP = 300;
const HOUR = 12;
/** The same where two minutes matter. */
const SHORT_STEP = 60;
/** The same for tests over more than a month, which would take minutes otherwise. */
const LONG_STEP = 3600;

/** A recorded series, by what tells it from the others, and its values in promtool's notation. */
type Recorded = Readonly<Record<string, string>>;
type Edge = readonly [name: string, series: Recorded, fires: Readonly<Record<number, boolean>>];

/**
 * Each alert on its own over the series that it reads, at every one of its edges: the day-long way through counters is
 * another test (rules/slo/scenarios.ts). Times are steps.
 */
export function edgeSuites(owner: SloOwner, slo: Slo): readonly (readonly EdgeSuite[])[] {
  const suite = (name: string, edges: readonly Edge[], step = STEP): EdgeSuite => {
    const rules = sloGroups(owner, slo, step).flatMap((group) => group.rules);
    const rule = rules.find((one): one is AlertRule => "alert" in one && one.alert === name);
    if (rule === undefined) throw new Error(`no alert ${name}`);
    return { rule, suite: suiteOf(owner, slo, rule, edges, step) };
  };
  const exhausted = alertName(slo, "BudgetExhausted");
  return [
    ...TIERS.map((tier) => {
      const step = tier.minimumAge === 0 ? SHORT_STEP : STEP;
      return [suite(alertName(slo, burnKind(tier)), burnEdges(slo, tier, step), step)];
    }),
    [suite(exhausted, exhaustedEdges(slo)), suite(exhausted, periodEdges(slo), LONG_STEP)],
  ];
}

export interface EdgeSuite {
  readonly rule: AlertRule;
  readonly suite: Suite;
}

function burnEdges(slo: Slo, tier: Tier, step: number): readonly Edge[] {
  const line = thresholdOf(tier, slo);
  const over = line * 1.05;
  const least = slo.minimumBadEvents;
  const hour = 3600 / step;
  const age = tier.minimumAge / step;
  const start = Math.max(hour, age);
  const [wait, keep] = [steps(tier.for, step), steps(tier.keepFiringFor, step)];
  const end = start + wait + hour;
  const length = Math.max(end + keep + hour, 3 * age);
  const constantly = (long: number, short: number, bad: number): Recorded => ({
    long: `${long}x${length}`,
    short: `${short}x${length}`,
    bad: `${bad}x${length}`,
    ...(age === 0 ? {} : { total: `1x${length}` }),
  });
  const burst = `0x${start - 1} ${over}x${wait + hour - 1} 0x${length}`;
  return [
    [
      "waits, fires, and is kept",
      { ...constantly(over, over, least), long: burst, short: burst },
      {
        [start + wait - 1]: false,
        [start + wait]: true,
        [end + keep - 1]: true,
        [end + keep]: false,
      },
    ],
    ["at the line over the long window", constantly(line, over, least), { [end]: false }],
    ["at the line over the short window", constantly(over, line, least), { [end]: false }],
    ["too few bad events", constantly(over, over, least * 0.95), { [end]: false }],
    ...(age === 0 ? [] : ageEdges(constantly(over, over, least), age)),
  ];
}

/** Half of the long window was seen: exactly so many evaluations, one fewer, and within the window alone. */
function ageEdges(series: Recorded, age: number): readonly Edge[] {
  const seen = (count: number): Recorded => ({ ...series, total: `1x${count - 1} stale` });
  const [within, after] = [Math.round(age * 1.7), Math.round(age * 2.6)];
  return [
    ["exactly old enough", seen(age), { [within]: true, [after]: false }],
    ["one evaluation too young", seen(age - 1), { [within]: false }],
  ];
}

/** Bad events per second that make just so many in so many evaluations. */
function rate(count: number, evaluations: number, step: number): number {
  return count / evaluations / step;
}

function exhaustedEdges(slo: Slo): readonly Edge[] {
  const day = 24 * HOUR;
  const [wait, keep] = [2, HOUR];
  const enough = { bad: `1x${4 * day}`, total: `1x${4 * day}` };
  const spent = `0.1x${day} 0x${wait + HOUR - 1} 0.1x${20 * HOUR}`;
  const start = day + 1;
  const end = start + wait + HOUR;
  return [
    [
      "waits, fires, and is kept",
      { remaining: spent, ...enough },
      {
        [start + wait - 1]: false,
        [start + wait]: true,
        [end + keep - 1]: true,
        [end + keep]: false,
      },
    ],
    ["something is left", { remaining: `0.05x${3 * day}`, ...enough }, { [2 * day]: false }],
    [
      "just a day, and just enough bad events",
      {
        remaining: `-1x${2 * day}`,
        // All in one evaluation, so that no rounding adds up.
        bad: `${slo.minimumBadEvents / STEP} stale`,
        total: `1x${day - 1} stale`,
      },
      { [day + HOUR]: true },
    ],
    [
      "younger than a day",
      { remaining: `-1x${2 * day}`, bad: `1x${2 * day}`, total: `1x${day - 2} stale` },
      { [2 * day]: false },
    ],
    ...(["enough", "too few"] as const).map((what): Edge => {
      const count = slo.minimumBadEvents * (what === "enough" ? 1.02 : 0.97);
      const bad = `${rate(count, day, STEP)}x${day - 1} stale`;
      return [
        `${what} bad events`,
        { remaining: `-1x${3 * day}`, bad, total: `1x${3 * day}` },
        { [2 * day]: what === "enough" },
      ];
    }),
  ];
}

/** What lies before the period counts no more. In hours. */
function periodEdges(slo: Slo): readonly Edge[] {
  const day = 24;
  const length = (Number(slo.period.replace("d", "")) + 10) * day;
  const [inside, outside] = [length - 15 * day, length - 5 * day];
  const always = { remaining: `-1x${length}` };
  const bad = `${rate(slo.minimumBadEvents * 1.02, day, LONG_STEP)}x${day - 1} stale`;
  const both = { [inside]: true, [outside]: false };
  return [
    ["bad events within the period alone", { ...always, bad, total: `1x${length}` }, both],
    ["a day within the period alone", { ...always, bad: `1x${length}`, total: `1x${day - 1} stale` }, both],
  ];
}

function suiteOf(owner: SloOwner, slo: Slo, rule: AlertRule, edges: readonly Edge[], step: number): Suite {
  const { long = "", short = "" } = rule.labels ?? {};
  const names: Readonly<Record<string, readonly [string, string?]>> = {
    long: [`slo:sli_error:ratio_rate${long}`, long],
    short: [`slo:sli_error:ratio_rate${short}`, short],
    bad: long === "" ? ["slo:sli_bad:rate5m"] : [`slo:sli_bad:increase${long}`],
    total: ["slo:sli_total:rate5m"],
    remaining: ["slo:period_error_budget_remaining:ratio"],
  };
  const own = Object.entries(slothLabels(owner, slo)).map(([name, value]) => `${name}="${value}"`);
  const seriesOf = ([key, values]: readonly [string, string]) => {
    const [metric, window] = names[key] ?? [key];
    const labels = [...own, ...(window === undefined ? [] : [`sloth_window="${window}"`])];
    return { series: `${metric}{${labels.join(", ")}}`, values };
  };
  const firing = `count(ALERTS{alertname="${rule.alert}", alertstate="firing"})`;
  const tests = edges.map(([name, series, fires]): UnitTest => ({
    name,
    interval: `${step}s`,
    input_series: Object.entries(series).map(seriesOf),
    promql_expr_test: Object.entries(fires).map(([at, is]) => ({
      expr: firing,
      eval_time: `${Number(at) * step}s`,
      exp_samples: is ? [{ labels: "{}", value: 1 }] : [],
    })),
  }));
  const group = { name: "edges", interval: `${step}s`, rules: [rule] };
  return {
    file: "objectives",
    own: [rule],
    groups: [group],
    head: { evaluation_interval: `${step}s` },
    tests,
  };
}

function steps(duration: string, step: number): number {
  const [, count = "0", unit = "m"] = /^(\d+)([mh])$/.exec(duration) ?? [];
  return (Number(count) * (unit === "h" ? 3600 : 60)) / step;
}
