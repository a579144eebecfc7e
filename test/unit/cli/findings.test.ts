import { beforeAll, describe, expect, it } from "@jest/globals";
import { checkDashboards } from "../../../cli/check/dashboards";
import { syntaxCheck, type SyntaxCheck } from "../../../cli/check/query";
import { checkRoutes, routing } from "../../../cli/check/routes";
import { checkRules } from "../../../cli/check/rules";
import type { StackFile } from "../../../config/schema";
import type { AlertRule, Dashboard, RuleFile } from "../../../systems/plan";
import { planWith, settingsWith } from "../../kit";

let syntax: SyntaxCheck;
beforeAll(async () => {
  syntax = await syntaxCheck();
});

const ALERT: AlertRule = {
  alert: "ShopDown",
  expr: "up == 0",
  labels: { severity: "critical" },
  annotations: { summary: "The shop is down." },
};

function ruleFile(rules: RuleFile["groups"][number]["rules"], source = "rules/shop.yaml"): RuleFile {
  return { system: "shop", fileName: "shop.yaml", source, groups: [{ name: "g", rules }] };
}

function reasons(ruleFiles: readonly RuleFile[]): string[] {
  return checkRules(planWith(settingsWith(), [], { ruleFiles }), syntax).map(
    ({ where, reason }) => `${where}: ${reason}`,
  );
}

describe("checkRules", () => {
  it("says nothing about a good alert, also with its severity on the group", () => {
    const { alert, expr, annotations } = ALERT;
    const bare = { alert, expr, ...(annotations && { annotations }) };
    const group = { name: "g", labels: { severity: "warning" }, rules: [bare] };

    expect(reasons([ruleFile([ALERT])])).toEqual([]);
    expect(reasons([{ ...ruleFile([]), groups: [group] }])).toEqual([]);
  });

  it.each([
    ["a broken expression", { expr: "up ==" }, "g: ShopDown: expr ends too early"],
    ["no severity", { labels: {} }, "g: ShopDown: has no severity label"],
    ["an unknown severity", { labels: { severity: "page" } }, 'g: ShopDown: severity "page" has no route'],
    ["no summary", { annotations: { summary: " " } }, "g: ShopDown: has no summary annotation"],
  ])("finds %s", (_what, change, reason) => {
    expect(reasons([ruleFile([{ ...ALERT, ...change }])])).toEqual([`rules/shop.yaml: ${reason}`]);
  });

  it("finds a name that two files use", () => {
    expect(reasons([ruleFile([ALERT]), ruleFile([ALERT], "rules/other.yaml")])).toEqual([
      "rules/other.yaml: ShopDown: is also in rules/shop.yaml",
    ]);
  });

  it("finds a group that is evaluated too rarely", () => {
    const every = (interval: string) => [
      { ...ruleFile([]), groups: [{ name: "g", interval, rules: [ALERT] }] },
    ];

    expect(reasons(every("5m"))).toEqual([
      "rules/shop.yaml: g: is evaluated every 5m, but Prometheus forgets a value after five minutes",
    ]);
    expect(reasons(every("2m"))).toEqual([]);
  });

  it("finds a broken recording rule", () => {
    expect(reasons([ruleFile([{ record: "a:b", expr: "sum(" }])])).toEqual([
      "rules/shop.yaml: g: a:b: expr ends too early",
    ]);
  });
});

const RECEIVER = {
  type: "slack",
  webhookUrl: { fromConfig: "slack" },
  channel: "#alerts",
} as const;

describe("checkRoutes", () => {
  function plan(alerting: StackFile["alerting"], environment: StackFile["environment"] = "staging") {
    return planWith(settingsWith({ alerting, environment }), [], { ruleFiles: [ruleFile([ALERT])] });
  }

  it("finds a critical alert that nobody is told about", () => {
    const alerting = { receivers: { team: RECEIVER }, routes: [{ receiver: "team", systems: ["bank"] }] };

    expect(checkRoutes(plan(alerting)).map(({ where, reason }) => `${where}: ${reason}`)).toEqual([
      "shop: ShopDown: is critical and nobody is told",
    ]);
  });

  it("says who is told", () => {
    const alerting = { receivers: { team: RECEIVER }, routes: [{ receiver: "team" }] };

    expect(checkRoutes(plan(alerting))).toEqual([]);
    expect(routing(plan(alerting))).toEqual([
      { alert: "ShopDown", severity: "critical", system: "shop", receivers: ["team"] },
    ]);
  });

  it("lets a development stack without receivers keep its alerts in the UI", () => {
    expect(checkRoutes(plan({}, "development"))).toEqual([]);
    expect(checkRoutes(plan({}, "staging"))).toHaveLength(1);
  });
});

describe("checkDashboards", () => {
  const PANEL = {
    id: 1,
    title: "Rate",
    datasource: { type: "prometheus", uid: "prometheus" },
    targets: [{ refId: "A", expr: "rate(x[5m])" }],
  };

  function dashboard(panels: readonly object[], uid = "shop"): Dashboard {
    const model = { uid, panels, templating: { list: [{ name: "ds", type: "datasource" }] } };
    return { system: "shop", folder: "Shop", uid, title: "Shop", json: JSON.stringify(model) };
  }

  function found(...dashboards: Dashboard[]): string[] {
    return checkDashboards(planWith(settingsWith(), [], { dashboards }), syntax).map(
      ({ where, reason }) => `${where}: ${reason}`,
    );
  }

  it("says nothing about a good one, its data source fixed or a variable", () => {
    const byVariable = { ...PANEL, id: 2, datasource: { type: "prometheus", uid: "${ds}" } };

    expect(found(dashboard([PANEL, byVariable]))).toEqual([]);
  });

  it.each([
    [
      "a panel id used twice",
      [PANEL, PANEL],
      "shop: Rate: has the id 1, which another panel has or which is below 1",
    ],
    ["a panel without id", [{ ...PANEL, id: undefined }], "shop: Rate: has no id"],
    [
      "a data source that is not provisioned",
      [{ ...PANEL, datasource: { uid: "mimir" } }],
      'shop: Rate: data source "mimir" is not provisioned',
    ],
    [
      "a broken query in a collapsed row",
      [{ id: 2, type: "row", panels: [{ ...PANEL, targets: [{ refId: "B", expr: "rate(" }] }] }],
      "shop: Rate B: query ends too early",
    ],
    [
      "a LogQL query that is none",
      [{ ...PANEL, datasource: { type: "loki", uid: "loki" }, targets: [{ refId: "A", expr: "up ==" }] }],
      'shop: Rate A: query does not parse at character 1, near "up =="',
    ],
  ])("finds %s", (_what, panels, reason) => {
    expect(found(dashboard(panels))).toEqual([reason]);
  });

  it("finds a uid that two dashboards have, and one that Grafana refuses", () => {
    expect(found(dashboard([PANEL]), dashboard([PANEL]))).toEqual(['Shop (shop): "Shop" has the same uid']);
    expect(found(dashboard([PANEL], "a".repeat(41)))).toEqual([
      `Shop (${"a".repeat(41)}): Grafana refuses this uid`,
    ]);
  });
});
