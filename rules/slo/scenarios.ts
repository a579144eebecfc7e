import type { AlertRule, Rule, RuleGroup } from "../../base/rules";
import { budgetOf, ratioText } from "./decimal";
import { sloGroups } from ".";
import type { Slo, SloOwner } from "./model";
import { alertName, burnKind } from "./names";
import { within } from "./selector";
import { STEP_SECONDS } from "./sli";
import { thresholdOf, TIERS } from "./tiers";
import type { Tier } from "./tiers";
import { traffic } from "./traffic";
import type { InputSeries, Phase } from "./traffic";

/** What promtool is asked: at this time this alert is silent, or fires like this. */
export interface Assertion {
  readonly scenario: "healthy" | "just under" | "firing" | "recovered" | "absent";
  readonly eval_time: string;
  readonly alertname: string;
  readonly exp_alerts?: readonly { readonly exp_labels: object; readonly exp_annotations: object }[];
}

export interface Scenario {
  readonly name: string;
  readonly input_series: readonly InputSeries[];
  readonly alert_rule_test: readonly Assertion[];
}

/** The scenarios of one alert, and the rules that it needs: its own group cut down, so that three days take a second. */
export interface AlertScenarios {
  readonly alert: string;
  /** Seconds between two evaluations. */
  readonly step: number;
  readonly group: RuleGroup;
  readonly scenarios: readonly Scenario[];
}

const MINUTE = 2;
const HOUR = 60 * MINUTE;

/** When the condition of a tier starts to hold under constant burning, in steps. */
const HELD: Readonly<Record<Tier["name"], number>> = {
  fast: 0,
  medium: 0,
  slow: 12 * HOUR,
  trend: 36 * HOUR,
};
const STEPS: Readonly<Record<string, number>> = {
  "5m": 5 * MINUTE,
  "2m": 2 * MINUTE,
  "10m": 10 * MINUTE,
  "15m": 15 * MINUTE,
  "30m": 30 * MINUTE,
  "1h": HOUR,
  "2h": 2 * HOUR,
  "3h": 3 * HOUR,
  "6h": 6 * HOUR,
};

/** Tiers over days are evaluated every five minutes: the same rules but for how many evaluations make a day. */
const COARSE = 300;

/** Five scenarios for every alert of an objective: healthy, just under, firing, recovered, absent. */
export function sloScenarios(owner: SloOwner, slo: Slo): readonly AlertScenarios[] {
  const fine = sloGroups(owner, slo);
  const coarse = sloGroups(owner, slo, COARSE);
  const isLong = (alert: string) => LONG.some((kind) => alert === alertName(slo, kind));
  return alertsOf(fine).map(({ alert }) => {
    const [groups, step] = isLong(alert) ? [coarse, COARSE] : [fine, STEP_SECONDS];
    const rule = alertsOf(groups).find((one) => one.alert === alert);
    if (rule === undefined) throw new Error(`no alert ${alert}`);
    const group = {
      name: "cut",
      interval: `${step}s`,
      rules: [...faults(owner, slo, rule), ...needed(rule, groups)],
    };
    return { alert, step, group, scenarios: scenariosOf(owner, slo, rule) };
  });
}

const LONG = ["BudgetBurnSlow", "BudgetBurnTrend", "BudgetExhausted"] as const;

function alertsOf(groups: readonly RuleGroup[]): readonly AlertRule[] {
  return groups.flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule] : [])));
}

function scenariosOf(owner: SloOwner, slo: Slo, rule: AlertRule): readonly Scenario[] {
  const tier = TIERS.find((one) => alertName(slo, burnKind(one)) === rule.alert);
  if (tier !== undefined) return burnScenarios(owner, slo, rule, tier);
  if (rule.alert === alertName(slo, "BudgetExhausted")) return exhaustedScenarios(owner, slo, rule);
  return rule.alert === alertName(slo, "MetricAbsent")
    ? absentScenarios(owner, slo, rule)
    : brokenScenarios(owner, slo, rule);
}

/** Starts burning at once, so that the share is the same in every window. */
function burnScenarios(owner: SloOwner, slo: Slo, rule: AlertRule, tier: Tier): readonly Scenario[] {
  const share = thresholdOf(tier, slo);
  const isGauge = slo.sli.kind === "gauge";
  const over = isGauge ? 1 : share * 1.001;
  // A gauge's bad minutes must first be as many as the objective asks for.
  const started = HELD[tier.name] + (isGauge ? slo.minimumBadEvents * MINUTE : MINUTE);
  const fires = started + steps(tier.for);
  const ends = fires + 30 * MINUTE;
  const over_ = [{ steps: ends, bad: over }, clean(ends)];
  const silence = ends + steps(tier.short) + steps(tier.keepFiringFor) + 15 * MINUTE;
  return [
    never(owner, slo, rule, fires + 10 * MINUTE),
    {
      name: `${rule.alert}: burns`,
      input_series: traffic(owner.name, slo.sli, over_),
      alert_rule_test: [
        silent("just under", rule, fires - (tier.minimumAge > 0 ? 10 : 2) * MINUTE),
        firing(rule, fires + 10 * MINUTE, humanPercentage(over)),
        silent("recovered", rule, silence),
      ],
    },
    {
      name: `${rule.alert}: just under`,
      input_series: traffic(owner.name, slo.sli, justUnder(slo, share, fires)),
      alert_rule_test: [silent("just under", rule, fires + 10 * MINUTE)],
    },
    withoutSeries(rule),
  ];
}

/** A gauge is bad or not: a few bad steps at the end of a long good time make a share just below the line. */
function justUnder(slo: Slo, share: number, fires: number): readonly Phase[] {
  if (slo.sli.kind !== "gauge") return [{ steps: fires + HOUR, bad: share * 0.999 }];
  const allowed = Math.min(Math.floor(fires * share * 0.9), slo.minimumBadEvents * MINUTE - 1);
  const burst = Math.max(1, allowed);
  return [{ steps: fires - burst, bad: 0 }, { steps: burst, bad: 1 }, clean(HOUR)];
}

function exhaustedScenarios(owner: SloOwner, slo: Slo, rule: AlertRule): readonly Scenario[] {
  const budget = Number(ratioText(budgetOf(slo.objective)));
  const day = 24 * HOUR;
  const fires = day + steps("10m");
  const isGauge = slo.sli.kind === "gauge";
  const burst = Math.max(Math.ceil(day * budget * 1.2), slo.minimumBadEvents * MINUTE);
  const over: readonly Phase[] = isGauge
    ? [clean(HOUR), { steps: burst, bad: 1 }, clean(day * 3)]
    : [{ steps: fires + 20 * MINUTE, bad: budget * 1.001 }, clean(day)];
  const under: readonly Phase[] = isGauge
    ? [clean(HOUR), { steps: Math.max(1, Math.floor(day * budget * 0.9)), bad: 1 }, clean(day)]
    : [{ steps: day * 2, bad: budget * 0.999 }];
  const diluted = isGauge ? Math.max(fires, Math.ceil(burst / budget)) : fires + 20 * MINUTE;
  return [
    never(owner, slo, rule, fires + 10 * MINUTE),
    {
      name: `${rule.alert}: spent`,
      input_series: traffic(owner.name, slo.sli, over),
      alert_rule_test: [
        silent("just under", rule, fires - 10 * MINUTE),
        firing(rule, fires + 10 * MINUTE),
        silent("recovered", rule, diluted + 2 * HOUR + 30 * MINUTE),
      ],
    },
    {
      name: `${rule.alert}: almost spent`,
      input_series: traffic(owner.name, slo.sli, under),
      alert_rule_test: [silent("just under", rule, fires + 10 * MINUTE)],
    },
    withoutSeries(rule),
  ];
}

/** What the others call absent is here the reason to fire. */
function absentScenarios(owner: SloOwner, slo: Slo, rule: AlertRule): readonly Scenario[] {
  const back = 30 * MINUTE;
  const late = traffic(owner.name, slo.sli, [clean(2 * HOUR)]).map(({ series, values }) => ({
    series,
    values: `_x${back - 1} ${values}`,
  }));
  const fires = steps(rule.for ?? "");
  return [
    never(owner, slo, rule, HOUR),
    {
      name: `${rule.alert}: comes back`,
      input_series: late,
      alert_rule_test: [
        silent("just under", rule, fires - 1),
        firing(rule, fires + 5 * MINUTE),
        silent("recovered", rule, back + steps(rule.keep_firing_for ?? "") + 5 * MINUTE),
      ],
    },
    {
      name: `${rule.alert}: without any series`,
      input_series: [],
      alert_rule_test: [{ ...firing(rule, fires + MINUTE), scenario: "absent" }],
    },
  ];
}

/** The boundary is gone, or the gauge is not a number, for an hour; the events go on. */
function brokenScenarios(owner: SloOwner, slo: Slo, rule: AlertRule): readonly Scenario[] {
  const gone = HOUR;
  const [first, ...others] = traffic(owner.name, slo.sli, [clean(3 * HOUR)]);
  if (first === undefined) throw new Error("an indicator without series");
  const broken =
    slo.sli.kind === "gauge"
      ? [{ series: first.series.replace(/^[^{]+/, FAULTY), values: `0x${gone - 1} 1x${2 * HOUR}` }, ...others]
      : [first, ...others.map((one) => ({ ...one, values: `_x${gone - 1} ${one.values}` }))];
  const fires = steps(rule.for ?? "") + MINUTE;
  return [
    never(owner, slo, rule, HOUR),
    {
      name: `${rule.alert}: a part is gone`,
      input_series: broken,
      alert_rule_test: [
        silent("just under", rule, fires - 2 * MINUTE),
        firing(rule, fires + 5 * MINUTE),
        silent("recovered", rule, gone + steps(rule.keep_firing_for ?? "") + 5 * MINUTE),
      ],
    },
    withoutSeries(rule),
  ];
}

/** Never a bad event: no bad series has ever counted. */
function never(owner: SloOwner, slo: Slo, rule: AlertRule, at: number): Scenario {
  return {
    name: `${rule.alert}: healthy`,
    input_series: traffic(owner.name, slo.sli, [clean(at + HOUR)]),
    alert_rule_test: [silent("healthy", rule, at)],
  };
}

/** Nothing to tell from one hour to the next, so an hour more than the alert would wait is enough. */
function withoutSeries(rule: AlertRule): Scenario {
  const at = steps(rule.for ?? "") + HOUR;
  return {
    name: `${rule.alert}: without any series`,
    input_series: [],
    alert_rule_test: [silent("absent", rule, at)],
  };
}

function clean(count: number): Phase {
  return { steps: count, bad: 0 };
}

function silent(scenario: Assertion["scenario"], { alert }: AlertRule, at: number): Assertion {
  return { scenario, eval_time: time(at), alertname: alert };
}

function firing(rule: AlertRule, at: number, value = ""): Assertion {
  const annotations = Object.entries(rule.annotations ?? {}).map(([name, text]) => [
    name,
    text.replace("{{ $value | humanizePercentage }}", value),
  ]);
  return {
    scenario: "firing",
    eval_time: time(at),
    alertname: rule.alert,
    exp_alerts: [
      { exp_labels: rule.labels ?? {}, exp_annotations: Object.fromEntries(annotations) as object },
    ],
  };
}

/** As Prometheus' template function prints it: four significant digits. */
function humanPercentage(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(4))}%`;
}

function steps(duration: string): number {
  return STEPS[duration] ?? 0;
}

function time(at: number): string {
  return `${at * 30}s`;
}

/** The rule and, transitively, the records that it reads, in their order. */
function needed(rule: AlertRule, groups: readonly RuleGroup[]): readonly Rule[] {
  const all = groups.flatMap(({ rules }) => rules);
  const wanted = new Set<Rule>([rule]);
  for (const reader of wanted) {
    for (const other of all) {
      if ("record" in other && reader.expr.includes(`${other.record}{`)) wanted.add(other);
    }
  }
  return all.filter((one) => wanted.has(one));
}

/** promtool has no way to write NaN as a sample: zero divided by itself is one. */
const FAULTY = "vigie_test_faulty";

function faults(owner: SloOwner, { sli, ...slo }: Slo, { alert }: AlertRule): readonly Rule[] {
  if (sli.kind !== "gauge" || alert !== alertName(slo, "SliBroken")) return [];
  return [{ record: within(owner.name, sli.value).metric, expr: `${FAULTY} / ${FAULTY}` }];
}
