import { beforeAll, describe, expect, test } from "@jest/globals";
import { promqlParser, type ParsePromql } from "../../../catalogue/promql/parse";
import { judgeScenarios, summaryOf } from "./judge";
import { readAssertions } from "./read";
import { testedRules } from "./tested";

let parse: ParsePromql;

beforeAll(async () => {
  parse = await promqlParser();
});

describe("every alert is shown in five scenarios", () => {
  test("healthy, just under, firing, recovered, absent: 100 % of the alerts", () => {
    const verdict = judgeScenarios(testedRules(), parse);
    process.stdout.write(`${summaryOf(verdict)}\n`);
    expect(verdict.findings).toEqual([]);
    expect(verdict.complete).toBe(verdict.alerts);
    expect(verdict.alerts).toBeGreaterThan(60);
  });
});

const RULE = { alert: "Full", expr: "disk:used > 90", labels: {}, annotations: {} };
const RECORD = { record: "disk:used", expr: "disk_used * 100" };
const FIRING = "{ exp_labels: { severity: info }, exp_annotations: { summary: Full. } }";

function judged(items: string, { name = "Full", series = "disk_used" } = {}): readonly string[] {
  const text = `tests:
  - name: ${name}
    input_series: [{ series: '${series}{job="a"}', values: 1x9 }]
    alert_rule_test:
${items}`;
  const assertions = readAssertions(text);
  return judgeScenarios([{ file: "a.yaml", rules: [RECORD, RULE], assertions }], parse).findings;
}

describe("the gate itself", () => {
  const complete = `
      # healthy
      - { eval_time: 1m, alertname: Full }
      # just under: the last minute before it fires
      - { eval_time: 2m, alertname: Full }
      # firing
      - { eval_time: 3m, alertname: Full, exp_alerts: [${FIRING}] }
      # recovered
      - { eval_time: 4m, alertname: Full }`;

  test("names each scenario that is missing", () => {
    expect(judged(complete)).toEqual(['a.test.yaml: Full: has no item marked "# absent"']);
    const one = judged("      # just underneath\n      - { eval_time: 1m, alertname: Full }");
    expect(one.filter((text) => text.includes("has no item"))).toHaveLength(5);
  });

  test("takes no series for absent that the rule reads, not even through a recording rule", () => {
    expect(judged(`${complete}\n      # absent\n      - { eval_time: 9m, alertname: Full }`)).toEqual([
      'a.test.yaml: Full: line 15: "absent" has the series disk_used{job="a"}',
    ]);
  });

  test("knows the absent test by its name too", () => {
    const found = judged("      - { eval_time: 9m, alertname: Full }", {
      name: "Full without any series",
      series: "other",
    });
    expect(found.filter((text) => text.includes("absent"))).toEqual([]);
  });

  test("refuses expectations that do not fit their scenario", () => {
    const found = judged(`
      # healthy
      - { eval_time: 1m, alertname: Full, exp_alerts: [${FIRING}] }
      # firing
      - { eval_time: 2m, alertname: Full }
      # just under
      - { eval_time: 3m, alertname: Full, exp_alerts: [{ exp_labels: {} }] }`);
    expect(found).toEqual(
      expect.arrayContaining([
        'a.test.yaml: Full: line 7: "healthy" expects an alert',
        'a.test.yaml: Full: line 9: "firing" expects no alert',
        'a.test.yaml: Full: line 11: "just under" names no exact labels and annotations',
      ]),
    );
  });

  test("refuses a test of an alert that is not there", () => {
    expect(judged("      - { eval_time: 1m, alertname: Empty }")).toContain(
      "a.test.yaml:5: no alert Empty in a.yaml",
    );
  });
});
