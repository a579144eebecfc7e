import { beforeAll, describe, expect, test } from "@jest/globals";
import { promqlParser, type ParsePromql } from "../../../catalogue/promql/parse";
import type { AlertRule } from "../../../systems/plan";
import { ruleFiles } from "../scenarios/tested";
import { cutTo } from "./cut";
import { stretched } from "./duration";
import { readEquivalents, scoreOf } from "./equivalent";
import { judgeMutants, type Judged } from "./judge";
import { mutantsOf } from "./mutants";
import { fates } from "./promtool";
import type { Suite } from "./suite";

/** Share of mutants that the rules' tests must notice. */
const GATE = 0.95;

/** Nothing is run twice, so a warm run takes seconds; the first one on a busy machine many minutes. */
const COLD = 3_600_000;

let parse: ParsePromql;

beforeAll(async () => {
  parse = await promqlParser();
});

test(
  "the tests of the rules notice at least 95 % of all slips in them",
  async () => {
    const judged: Judged[] = [];
    for (const file of ruleFiles()) judged.push(...(await judgeMutants(file, parse)));
    const { killed, counted, survivors, stale } = scoreOf(judged, readEquivalents());
    const percent = ((killed / counted) * 100).toFixed(1);
    process.stdout.write(
      `mutation: ${killed} of ${counted} mutants killed (${percent} %), ${judged.length - counted} equivalent\n`,
    );
    for (const { file, rule, what } of survivors)
      process.stdout.write(`  lives: ${file}: ${rule}: ${what}\n`);
    expect(stale).toEqual([]);
    expect(killed / counted).toBeGreaterThanOrEqual(GATE);
  },
  COLD,
);

const RULE: AlertRule = {
  alert: "Full",
  expr: 'sum by (job, node) (rate(used_total{job="a", mode!="b"}[5m])) > 90 unless off == 1',
  for: "5m",
};

describe("mutants", () => {
  test("are single slips in every part of a rule", () => {
    expect(mutantsOf(RULE, parse).map(({ what }) => what.replace(/ in sum.*| of sum.*/, ""))).toEqual(
      expect.arrayContaining([
        expect.stringContaining("> becomes >="),
        expect.stringContaining("> becomes <"),
        expect.stringContaining("90 becomes 99"),
        expect.stringContaining("90 becomes 81"),
        expect.stringContaining('without job="a"'),
        expect.stringContaining('mode!="b" negated'),
        expect.stringContaining("without node in by"),
        '5m becomes 10m in used_total{job="a", mode!="b"}[5m]',
        '5m becomes 150s in used_total{job="a", mode!="b"}[5m]',
        expect.stringMatching(/^only sum/),
        "== becomes != in off == 1",
        "no for",
        "for: 5m becomes 10m",
        "for: 5m becomes 150s",
      ]),
    );
  });

  test("leave the rest of the rule as it is", () => {
    const [without] = mutantsOf(RULE, parse).filter(({ what }) => what.endsWith('without mode!="b"'));
    expect(without?.rule.expr).toBe(RULE.expr.replace(', mode!="b"', ""));
  });

  test.each([
    ["5m", ["10m", "150s"]],
    ["1h30m", ["3h", "45m"]],
    ["0s", []],
    ["$__interval", []],
  ])("%s stretched", (duration, expected) => {
    expect(stretched(duration)).toEqual(expected);
  });
});

describe("a suite cut to one rule", () => {
  const other: AlertRule = { alert: "Other", expr: "x == 0" };
  const suite: Suite = {
    file: "a.yaml",
    own: [RULE, other],
    groups: [{ name: "g", rules: [RULE, other] }],
    head: { evaluation_interval: "1m" },
    tests: [
      { name: "both", alert_rule_test: [{ alertname: "Full" }, { alertname: "Other" }] },
      { name: "other", alert_rule_test: [{ alertname: "Other" }] },
      { name: "query", promql_expr_test: [{ expr: 'count(ALERTS{alertname=~"Fu.*"})' }] },
    ],
  };

  test("keeps what is said about it", () => {
    const cut = cutTo(suite, RULE, parse);
    expect(cut.groups.flatMap(({ rules }) => rules)).toEqual([RULE]);
    expect(cut.tests.map(({ name }) => name)).toEqual(["both", "query"]);
    expect(cut.tests[0]?.alert_rule_test).toEqual([{ alertname: "Full" }]);
  });
});

describe("promtool's verdicts", () => {
  const suite = (expr: string): Suite => ({
    file: "a.yaml",
    own: [],
    groups: [{ name: "g", rules: [{ alert: "A", expr, labels: {}, annotations: {} }] }],
    head: { evaluation_interval: "1m" },
    tests: [
      {
        interval: "1m",
        input_series: [{ series: "x", values: "0 0 5" }],
        alert_rule_test: [{ eval_time: "1m", alertname: "A" } as { alertname: string }],
      },
    ],
  });

  test("tell a mutant that lives from one that is killed, and from one that is no rule at all", async () => {
    expect(await fates([suite("x > 1"), suite("x < 1"), suite("x >> 1")])).toEqual([
      "survived",
      "killed",
      "invalid",
    ]);
  });
});

describe("equivalent mutants", () => {
  const judged: readonly Judged[] = [
    { file: "a.yaml", rule: "A", what: "one", fate: "killed" },
    { file: "a.yaml", rule: "A", what: "long description of two", fate: "survived" },
    { file: "a.yaml", rule: "A", what: "three", fate: "survived" },
  ];
  const reason = "means the same as the rule itself";

  test("are not counted", () => {
    const mutants = ["long description of two"];
    const score = scoreOf(judged, [{ file: "a.yaml", rule: "A", mutants, reason }]);
    expect({ ...score, survivors: score.survivors.map(({ what }) => what) }).toEqual({
      killed: 1,
      counted: 2,
      survivors: ["three"],
      stale: [],
    });
  });

  test("must be named whole, once, with a reason, and live", () => {
    const score = scoreOf(judged, [
      { file: "a.yaml", rule: "A", mutants: ["two", "one", "three"], reason },
      { file: "b.yaml", rule: "A", mutants: ["three"], reason },
      { file: "a.yaml", rule: "A", mutants: ["three"], reason: "so" },
    ]);
    expect(score.survivors.map(({ what }) => what)).toEqual(["long description of two"]);
    expect(score.stale).toEqual([
      "no such mutant: a.yaml: A: two",
      "a test kills it: a.yaml: A: one",
      "no such mutant: b.yaml: A: three",
      "a.yaml: A: gives no reason",
      "named twice: a.yaml: A: three",
    ]);
  });
});
