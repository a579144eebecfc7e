import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { UserError } from "../../../config/errors";
import { appSystems } from "../../../systems/apps";
import { loadDashboards } from "../../../systems/load/dashboards";
import { deadPanelLinks } from "../../../systems/load/panel-links";
import { projectFiles } from "../../../systems/load/files";
import { formatProblem } from "../../../systems/load/problems";
import { loadRuleFiles } from "../../../systems/load/rule-files";
import { ruleReader } from "../../../systems/load/rule-reader";
import { stackFile } from "../../../config/schema";
import type { Settings } from "../../../config/schema";
import { planOf } from "./plans";

type Alerting = Settings["alerting"];

const EMPTY = {
  name: "shop",
  title: "Shop",
  scrapes: [],
  probes: [],
  rules: [],
  lokiRules: [],
  dashboards: [],
  databases: [],
  logFiles: [],
};

const ROOT = mkdtempSync(join(tmpdir(), "vigie-plan-"));
afterAll(() => {
  rmSync(ROOT, { recursive: true });
});

/** Problems of an app whose rule files or dashboards have these texts. */
function problemsIn(
  kind: "ruleFiles" | "lokiRuleFiles" | "dashboards",
  texts: Record<string, string | undefined>,
  alerting: Partial<Alerting> = {},
  apps: readonly string[] = ["shop"],
): string[] {
  for (const [name, text] of Object.entries(texts)) {
    const path = join(ROOT, name);
    mkdirSync(dirname(path), { recursive: true });
    if (text === undefined) rmSync(path, { force: true });
    else writeFileSync(path, text);
  }
  const parsed = stackFile.parse({
    environment: "development",
    platform: "k3s",
    cluster: { name: "x" },
    apps: Object.fromEntries(apps.map((app) => [app, { [kind]: Object.keys(texts) }])),
  });
  const files = projectFiles(ROOT);
  const systems = appSystems(parsed.apps);
  const urls = { grafana: "g", prometheus: "p", alertmanager: "a" };
  const input = { logs: true, objectives: true, has: () => true, threshold: () => 0 };
  const rules = loadRuleFiles(systems, {
    files,
    reader: ruleReader(files),
    urls,
    alerting: { ...parsed.alerting, ...alerting },
    retention: parsed.prometheus.retention.time,
    logSources: undefined,
  });
  return [...rules.problems, ...loadDashboards(systems, files, input).problems].map(formatProblem);
}

const rules = (body: string) => `groups:\n  - name: g\n    rules:\n${body}`;
const good = rules("      - alert: A\n        expr: up == 0\n        labels: { severity: info }\n");

describe("mistakes in a rule file", () => {
  test.each([
    ["no mistake", good, []],
    ["broken YAML", "groups:\n  - name: [", [/^r\.yaml:2: is not valid YAML: .+; correct the syntax$/]],
    ["empty", "", ['r.yaml:1: holds no rule groups; start the file with "groups:"']],
    [
      "no groups",
      "group: []\n",
      [
        /^r\.yaml:1: "groups" is missing; start the file with groups:$/,
        'r.yaml:1: unknown key "group"; did you mean "groups"?',
      ],
    ],
    [
      "no expr",
      rules("      - alert: A\n        labels: { severity: info }\n"),
      ['r.yaml:4: alert A: "expr" is missing; give the rule its query'],
    ],
    [
      "an expr that is not text",
      rules("      - alert: A\n        expr: 1\n        labels: { severity: info }\n"),
      ['r.yaml:5: alert A: "expr" must be a query; give the rule its query'],
    ],
    [
      "a misspelt key",
      rules("      - alert: A\n        exrp: up\n        expr: up\n        labels: { severity: info }\n"),
      ['r.yaml:5: alert A: unknown key "exrp"; did you mean "expr"?'],
    ],
    [
      "no severity",
      rules("      - alert: A\n        expr: up\n        labels: { team: x }\n"),
      [
        'r.yaml:6: alert A: "labels.severity" is missing; routes are chosen by it: critical, warning, performance or info',
      ],
    ],
    [
      "another severity",
      rules("      - alert: A\n        expr: up\n        labels: { severity: page }\n"),
      [
        'r.yaml:6: alert A: "labels.severity" must be critical, warning, performance or info; routes are chosen by it',
      ],
    ],
    [
      "a wrong duration",
      rules(
        "      - alert: A\n        expr: up\n        for: 5 minutes\n        labels: { severity: info }\n",
      ),
      [/^r\.yaml:6: alert A: "for" must be a duration such as/],
    ],
    [
      "the same alert twice",
      `${good}      - alert: A\n        expr: up\n        labels: { severity: info }\n`,
      ['r.yaml:7: alert "A" stands twice, first on line 4; rename one of them'],
    ],
    [
      "a query that ends too early",
      rules("      - alert: A\n        labels: { severity: info }\n        expr: sum(up\n"),
      ["r.yaml:6: alert A: its query ends too early; write valid PromQL"],
    ],
    [
      "a query that does not parse, in a record",
      rules("      - record: a:b\n        expr: up by (job)\n"),
      ['r.yaml:5: record a:b: its query does not parse at character 4, near "by (job)"; write valid PromQL'],
    ],
    [
      "a function that does not exist",
      rules("      - record: a:b\n        expr: sum by (job) (rates(x[5m]))\n"),
      [
        'r.yaml:5: record a:b: its query calls "rates", which is no function of Prometheus; did you mean "rate"?',
      ],
    ],
    [
      "a bad record",
      rules("      - record: a-b\n        expr: up\n"),
      ['r.yaml:4: record a-b: "record" must be a metric name; letters, digits, _ and :'],
    ],
  ])("%s", (_name, text, expected) => {
    const found = problemsIn("ruleFiles", { "r.yaml": text });
    expect(found).toEqual(
      expected.map((one) => (typeof one === "string" ? one : expect.stringMatching(one))),
    );
  });

  test("every mistake of every file is told at once", () => {
    const bad = rules(
      "      - alert: A\n        labels: { severity: info }\n      - alert: B\n        exprs: up\n",
    );
    expect(problemsIn("ruleFiles", { "r.yaml": bad, "gone.yaml": undefined })).toEqual([
      'r.yaml:4: alert A: "expr" is missing; give the rule its query',
      'r.yaml:6: alert B: "expr" is missing; give the rule its query',
      'r.yaml:6: alert B: "labels" is missing; add labels: with severity',
      'r.yaml:7: alert B: unknown key "exprs"; did you mean "expr"?',
      "gone.yaml: no such file; paths are relative to Pulumi.yaml",
    ]);
  });

  test("a query that does not parse is told once, whoever names its file", () => {
    const bad = rules("      - record: a:b\n        expr: sum(\n");
    expect(problemsIn("ruleFiles", { "r.yaml": bad }, {}, ["shop", "bank"])).toEqual([
      "r.yaml:5: record a:b: its query ends too early; write valid PromQL",
    ]);
  });

  test("a Loki rule's query is read as LogQL", () => {
    const lines = (expr: string) =>
      rules(`      - alert: A\n        expr: '${expr}'\n        labels: { severity: info }\n`);
    const good = lines('sum(rate({app="shop"} |= "x" [5m])) > 1');
    expect(problemsIn("lokiRuleFiles", { "r.yaml": good })).toEqual([]);
    expect(problemsIn("lokiRuleFiles", { "r.yaml": lines('rate({app="shop"} |= [5m]) > 1') })).toEqual([
      expect.stringMatching(/^r\.yaml:5: alert A: its query does not parse .+; write valid LogQL$/),
    ]);
  });

  test("one name is one alert over all files of a system", () => {
    expect(problemsIn("ruleFiles", { "r.yaml": good, "s.yaml": good })).toEqual([
      's.yaml:4: alert "A" exists already in r.yaml:4; rename one of them',
    ]);
  });

  test("two systems may each have an alert of the same name, which is then named with its system", () => {
    const both = (disabledAlerts: string[]) =>
      problemsIn("ruleFiles", { "r.yaml": good }, { disabledAlerts }, ["shop", "bank"]);
    expect(both([])).toEqual([]);
    expect(both(["shop/A"])).toEqual([]);
    expect(both(["A", "shops/A"])).toEqual([
      'vigie:alerting.disabledAlerts[0]: alert "A" exists in 2 systems; write "bank/A" or "shop/A"',
      'vigie:alerting.disabledAlerts[1]: no alert "shops/A" in this stack; did you mean "shop/A"?',
    ]);
  });

  test("a file outside the project is refused", () => {
    expect(problemsIn("ruleFiles", { "../x.yaml": undefined })).toEqual([
      "../x.yaml: is outside the project; copy the file into the project and name it relative to Pulumi.yaml",
    ]);
  });

  test("a disabled alert must exist, and the nearest is named", () => {
    expect(
      problemsIn(
        "ruleFiles",
        { "r.yaml": good.replace("A", "OrdersFailing") },
        { disabledAlerts: ["OrdersFaling"] },
      ),
    ).toEqual([
      'vigie:alerting.disabledAlerts[0]: no alert "OrdersFaling" in this stack; did you mean "OrdersFailing"?',
    ]);
  });
});

describe("mistakes in a dashboard", () => {
  const board = (more: object) => JSON.stringify({ uid: "a", title: "A", panels: [], ...more });

  test.each([
    ["no mistake", board({}), []],
    [
      "broken JSON",
      '{\n  "uid": "a",\n  title\n}',
      [/^d\.json:3: is not valid JSON: .+; export the dashboard again$/],
    ],
    [
      "no uid",
      board({ uid: undefined }),
      ['d.json: "uid" is missing; set a fixed uid, so that links survive'],
    ],
    ["a long uid", board({ uid: "x".repeat(41) }), [/is refused by Grafana; use at most 40 letters/]],
    ["no title", board({ title: "" }), ['d.json: "title" is missing; give the dashboard a title']],
    [
      "V2",
      board({ elements: {} }),
      [/^d\.json: is a V2 or resource dashboard, which file provisioning refuses; export it with/],
    ],
    ["a resource", board({ apiVersion: "dashboard.grafana.app/v1", spec: {} }), [/V2 or resource dashboard/]],
    ["an import template", board({ __inputs: [] }), [/^d\.json: has __inputs/]],
    ["an API answer", '{"dashboard": {}, "meta": {}}', [/wraps the dashboard in "dashboard"/]],
    ["not an object", "[]", ["d.json: is not a dashboard; it must be one JSON object"]],
  ])("%s", (_name, text, expected) => {
    const found = problemsIn("dashboards", { "d.json": text });
    expect(found).toEqual(
      expected.map((one) => (typeof one === "string" ? one : expect.stringMatching(one))),
    );
  });

  test("a uid or a title that is used already", () => {
    expect(problemsIn("dashboards", { "d.json": board({}), "e.json": board({}) })).toEqual([
      'e.json: uid "a" is already used by d.json; give it another uid',
      'e.json: title "A" in this folder is already used by d.json; rename it',
    ]);
  });
});

describe("the whole plan", () => {
  test("refuses with one error that holds every problem and no stack trace of ours in its message", () => {
    const build = () =>
      planOf({
        apps: { shop: { ruleFiles: ["no.yaml"], dashboards: ["no.json"] } },
        alerting: { disabledAlerts: ["TargetDwn"] },
      });
    expect(build).toThrow(UserError);
    expect(build).toThrow(
      [
        "3 problems",
        "  - no.yaml: no such file; paths are relative to Pulumi.yaml",
        '  - vigie:alerting.disabledAlerts[0]: no alert "TargetDwn" in this stack; did you mean "TargetDown"?',
        "  - no.json: no such file; paths are relative to Pulumi.yaml",
      ].join("\n"),
    );
  });

  test("a database of a system that does not exist", () => {
    const build = () =>
      planOf({
        databases: [{ type: "redis", name: "r", system: "gauzain", address: "a:6379" }],
        systems: { gauzian: {} },
      });
    expect(build).toThrow(
      'vigie:databases[0].system: no system "gauzain" in this stack; did you mean "gauzian"?',
    );
  });

  test("a link of an alert to a panel that does not exist", () => {
    const at = (annotation: string) => ({
      groups: [
        {
          name: "g",
          rules: [{ alert: "A", expr: "up", labels: {}, annotations: { dashboard: annotation } }],
        },
      ],
      lines: new Map([["A", 7]]),
      problems: [],
    });
    const panels = new Map([["shop-orders", new Set([3])]]);
    const found = (annotation: string) => {
      const systems = [{ ...EMPTY, rules: [{ file: "r.yaml" }] }];
      return deadPanelLinks(systems, panels, { read: () => at(annotation) }).map(formatProblem);
    };
    expect(found("shop-orders/3")).toEqual([]);
    expect(found("shop-orders")).toEqual([]);
    expect(found("https://grafana.example.org/d/x")).toEqual([]);
    expect(found("shop-orders/4")).toEqual([
      'r.yaml:7: alert A: no panel "shop-orders/4"; name one of its panels by key, or the dashboard alone',
    ]);
    expect(found("shop-order/3")).toEqual([
      'r.yaml:7: alert A: no dashboard "shop-order" in this stack; did you mean "shop-orders"?',
    ]);
  });

  test("leaves a disabled alert out", () => {
    const text = JSON.stringify(planOf({ alerting: { disabledAlerts: ["NodeClockSkewed"] } }).ruleFiles);
    expect(text).not.toContain("NodeClockSkewed");
    expect(text).toContain("NodeClockNotSynchronised");
  });

  test("leaves an alert that is named with its system out", () => {
    const plan = planOf({ alerting: { disabledAlerts: ["platform/NodeClockSkewed"] } });
    expect(JSON.stringify(plan.ruleFiles)).not.toContain("NodeClockSkewed");
  });
});
