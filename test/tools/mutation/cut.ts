import { selectors, type Selector } from "../../../catalogue/promql/ast";
import type { ParsePromql } from "../../../catalogue/promql/parse";
import type { Rule } from "../../../systems/plan";
import { nameOf, type Suite, type UnitTest } from "./suite";

/** The part of a suite that says something about one rule: what it reads, what reads it, and the tests that name those. */
export function cutTo(suite: Suite, rule: Rule, parse: ParsePromql): Suite {
  const reads = readings(suite, parse);
  const about = closure([nameOf(rule)], (name) =>
    [...reads].flatMap(([by, names]) => (names.has(name) ? [by] : [])),
  );
  const needed = closure([...about], (name) =>
    [...(reads.get(name) ?? [])].filter((read) => reads.has(read)),
  );
  const groups = suite.groups.map((group) => ({
    ...group,
    rules: group.rules.filter((one) => needed.has(nameOf(one))),
  }));
  const tests = suite.tests.map((test) => cutTest(test, about, needed, reads, parse));
  return {
    ...suite,
    groups: groups.filter(({ rules }) => rules.length > 0),
    tests: tests.filter((test) => {
      return (test.alert_rule_test?.length ?? 0) + (test.promql_expr_test?.length ?? 0) > 0;
    }),
  };
}

/** By rule, the names of what it selects. */
function readings({ groups }: Suite, parse: ParsePromql): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const rule of groups.flatMap(({ rules }) => rules)) {
    const names = found.get(nameOf(rule)) ?? new Set();
    for (const { metric } of selectors(parse(rule.expr))) if (metric !== undefined) names.add(metric);
    found.set(nameOf(rule), names);
  }
  return found;
}

function closure(from: readonly string[], next: (name: string) => readonly string[]): Set<string> {
  const found = new Set(from);
  for (const name of found) for (const one of next(name)) found.add(one);
  return found;
}

function cutTest(
  test: UnitTest,
  about: ReadonlySet<string>,
  needed: ReadonlySet<string>,
  rules: ReadonlyMap<string, unknown>,
  parse: ParsePromql,
): UnitTest {
  const { alert_rule_test: alerts = [], promql_expr_test: queries = [], ...rest } = test;
  return {
    ...rest,
    alert_rule_test: alerts.filter(({ alertname }) => about.has(alertname)),
    promql_expr_test: queries.filter(({ expr }) => {
      const selected = selectors(parse(expr));
      const knows = selected.every(({ metric = "" }) => !rules.has(metric) || needed.has(metric));
      return knows && selected.some((selector) => isAbout(selector, about));
    }),
  };
}

function isAbout({ metric = "", matchers }: Selector, about: ReadonlySet<string>): boolean {
  if (!metric.startsWith("ALERTS")) return about.has(metric);
  const names = matchers.filter(({ label }) => label === "alertname");
  return [...about].some((name) =>
    names.every(({ operator, value }) => {
      const same = operator.text.includes("~") ? new RegExp(`^(?:${value})$`).test(name) : value === name;
      return operator.text.startsWith("!") ? !same : same;
    }),
  );
}
