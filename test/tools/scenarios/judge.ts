import { all, selectors, type Expr } from "../../../catalogue/promql/ast";
import type { ParsePromql } from "../../../catalogue/promql/parse";
import type { Rule } from "../../../systems/plan";
import { testFileOf, type TestedRules } from "./tested";
import { SCENARIOS, type Assertion, type Scenario } from "./read";

export interface Verdict {
  readonly alerts: number;
  /** Alerts with every scenario that they can have. */
  readonly complete: number;
  /** Always firing by design: no data in, so never healthy, under or recovered. */
  readonly constant: readonly string[];
  readonly findings: readonly string[];
}

const ALWAYS: readonly Scenario[] = ["firing"];

/** Every alert shown healthy, just under, firing, recovered and without data, with expectations that fit. */
export function judgeScenarios(tested: readonly TestedRules[], parse: ParsePromql): Verdict {
  const constant: string[] = [];
  const findings: string[] = [];
  let alerts = 0;
  let complete = 0;
  for (const { file, rules, assertions } of tested) {
    const expressions = new Map(rules.map((rule) => [nameOf(rule), parse(rule.expr)]));
    for (const rule of rules) {
      if (!("alert" in rule)) continue;
      const name = rule.alert;
      const metrics = metricsOf(name, expressions);
      if (metrics.size === 0) constant.push(name);
      const found = judgeAlert(
        assertions.filter(({ alert }) => alert === name),
        metrics,
        expressions.get(name),
      );
      alerts += 1;
      if (found.length === 0) complete += 1;
      findings.push(...found.map((text) => `${testFileOf(file)}: ${name}: ${text}`));
    }
    findings.push(
      ...assertions
        .filter(({ alert }) => !rules.some((rule) => "alert" in rule && rule.alert === alert))
        .map(({ alert, line }) => `${testFileOf(file)}:${line}: no alert ${alert} in ${file}`),
    );
  }
  return { alerts, complete, constant, findings };
}

export function summaryOf({ alerts, complete, constant }: Verdict): string {
  const always = constant.length === 0 ? "" : `; fires always, by design: ${constant.join(", ")}`;
  return `scenarios: ${complete} of ${alerts} alerts have all of ${SCENARIOS.join(", ")}${always}`;
}

function judgeAlert(
  assertions: readonly Assertion[],
  metrics: ReadonlySet<string>,
  expr: Expr | undefined,
): string[] {
  const needed = metrics.size === 0 ? ALWAYS : SCENARIOS;
  const missing = needed.filter((name) => !assertions.some(({ scenario }) => scenario === name));
  const unfit = assertions.flatMap((assertion) => {
    const reason = misfit(assertion, metrics, expr);
    return reason === undefined ? [] : [`line ${assertion.line}: ${reason}`];
  });
  return [...missing.map((name) => `has no item marked "# ${name}"`), ...unfit];
}

function misfit(
  { scenario, expected, series }: Assertion,
  metrics: ReadonlySet<string>,
  expr: Expr | undefined,
): string | undefined {
  if (scenario === undefined) return undefined;
  const exact = expected.every(({ exp_labels: labels, exp_annotations: annotations }) => {
    return labels !== undefined && annotations?.summary !== undefined;
  });
  if (!exact) return `"${scenario}" names no exact labels and annotations`;
  if (scenario === "firing") return expected.length > 0 ? undefined : '"firing" expects no alert';
  if (scenario === "absent") {
    const present = series.find((one) => metrics.has(metricName(one)));
    if (present !== undefined) return `"absent" has the series ${present}`;
    // Whether an alert on nothing fires is the rule's own decision; only these can.
    const can = expr !== undefined && all(expr).some(fromNothing);
    return expected.length === 0 || can ? undefined : '"absent" expects an alert of a rule that cannot tell';
  }
  return expected.length === 0 ? undefined : `"${scenario}" expects an alert`;
}

function fromNothing(expr: Expr): boolean {
  return expr.kind === "call" && ["absent", "absent_over_time", "vector"].includes(expr.name);
}

/** Metrics that an alert reads, through the recording rules of the same file down to what is scraped. */
function metricsOf(name: string, expressions: ReadonlyMap<string, Expr>): Set<string> {
  const found = new Set<string>();
  const queue = [name];
  for (const next of queue) {
    const expr = expressions.get(next);
    if (expr === undefined) continue;
    for (const { metric } of selectors(expr)) {
      if (metric === undefined || found.has(metric)) continue;
      found.add(metric);
      queue.push(metric);
    }
  }
  return found;
}

function metricName(series: string): string {
  return /^[^{\s]*/.exec(series)?.[0] ?? series;
}

function nameOf(rule: Rule): string {
  return "alert" in rule ? rule.alert : rule.record;
}
