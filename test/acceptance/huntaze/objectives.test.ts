import { beforeAll, describe, expect, test } from "@jest/globals";
import { explainRoute } from "../../../components/alertmanager";
import { readStackFile } from "../../../config/read/find";
import { projectRoot } from "../../../config/root";
import { secretValueProblems } from "../../../config/secrets/sanity";
import { buildPlan } from "../../../systems";
import type { AlertRule, Plan, RecordingRule } from "../../../systems/plan";
import type { RenderedStack } from "../../kit";
import { dashboardsOf, panelsOf, type Panel } from "../../unit/systems/plans";
import { example, exampleFile, exampleSettings } from "./stack";

let plan: Plan;
let stack: RenderedStack;

beforeAll(async () => {
  plan = buildPlan(exampleSettings("production").settings);
  stack = await example("production");
});

function rules() {
  return plan.ruleFiles
    .filter(({ system }) => system === "huntaze")
    .flatMap(({ groups }) => groups.flatMap(({ rules: all }) => all));
}

function alert(name: string): AlertRule {
  const found = rules().find((rule): rule is AlertRule => "alert" in rule && rule.alert === name);
  if (found === undefined) throw new Error(`no alert ${name}`);
  return found;
}

function panel(title: string): Panel {
  const overview = dashboardsOf(plan).find(({ uid }) => uid === "huntaze-overview");
  const found = panelsOf({ panels: overview?.panels ?? [] }).find((one) => one.title === title);
  if (found === undefined) throw new Error(`no panel "${title}"`);
  return found;
}

describe("the four SLO alerts", () => {
  test.each([
    ["HUN-23, HUN-59: availability", "AvailabilityLow", "huntaze:availability:percent < 99.5"],
    ["HUN-24, HUN-60, HUN-Q3: latency", "LatencyHigh", "huntaze:latency_p95:milliseconds > 500"],
    ["HUN-25, HUN-61: error rate", "ErrorRateHigh", "huntaze:error_rate:percent > 1"],
    ["HUN-26, HUN-62: throughput", "ThroughputLow", "huntaze:throughput:per_second < 10"],
  ])("%s: %s, told in Slack", (_line, name, condition) => {
    const rule = alert(name);

    expect(rule.expr).toBe(condition);
    expect(explainRoute(plan.settings, { ...rule.labels, alertname: name })).toEqual(["slack"]);
  });

  test.each([
    [
      "HUN-13: availability is a percentage in either unit",
      "huntaze:availability:percent",
      '"ratio"}) * 100',
    ],
    [
      "HUN-13: latency is milliseconds in either unit",
      "huntaze:latency_p95:milliseconds",
      '"seconds"}) * 1000',
    ],
    [
      "HUN-13: the error rate is a percentage in either unit",
      "huntaze:error_rate:percent",
      '"ratio"}) * 100',
    ],
    [
      "HUN-13: throughput is per second in either unit",
      "huntaze:throughput:per_second",
      '"per-minute"}) / 60',
    ],
  ])("%s", (_line, name, conversion) => {
    const record = rules().find((rule): rule is RecordingRule => "record" in rule && rule.record === name);

    expect(record?.expr.trim().endsWith(conversion)).toBe(true);
  });

  test("HUN-27, HUN-56: they are among the rules that Prometheus loads", () => {
    expect(stack.text("prometheus-rules", "huntaze-objectives.yaml")).toContain("alert: AvailabilityLow");
  });

  test("HUN-Q2: an SLI that is exposed under another name is told, instead of never", () => {
    expect(alert("SliMissing").expr).toContain("absent(huntaze:availability:percent)");
  });
});

describe("the dashboard", () => {
  test.each([
    ["HUN-59: availability 99.9 %, alert below 99.5 %", "Availability", [null, 99.5, 99.9], "percent"],
    ["HUN-60: p95 below 500 ms", "Latency (p95)", [null, 500], "ms"],
    ["HUN-61: errors below 0.1 %, alert above 1 %", "Error rate", [null, 0.1, 1], "percent"],
    ["HUN-62: more than 100 requests per second, alert below 10", "Throughput", [null, 10, 100], "reqps"],
  ])("%s", (_line, title, steps, unit) => {
    const { defaults } = panel(title).fieldConfig ?? {};

    expect(defaults?.thresholds.steps.map(({ value }) => value)).toEqual(steps);
    expect(defaults?.unit).toBe(unit);
  });

  test.each([
    [
      "HUN-13, HUN-14, HUN-15: SLIs by name",
      "SLIs as exposed",
      ["sli_current_value", "sli_target", "sli_error_budget"],
    ],
    ["HUN-15: budgets", "Error budget", ["sli_error_budget"]],
    ["HUN-16: overall health", "Health score", ["health_score_overall"]],
    ["HUN-17: health of each part", "Health score by part", ['__name__=~"health_score_.+"']],
  ])("%s", (_line, title, parts) => {
    const queries = (panel(title).targets ?? []).map(({ expr }) => expr).join("\n");

    for (const part of parts) expect(queries).toContain(part);
  });

  test("HUN-28: there is one, as the source only promises", () => {
    expect(plan.dashboards.find(({ uid }) => uid === "huntaze-overview")?.title).toBe("Huntaze - Overview");
  });

  test("HUN-29: a JSON file of the user's own is provisioned beside it", () => {
    const { settings } = exampleSettings("production");
    const apps = { shop: { ...EMPTY_APP, dashboards: ["examples/shop/dashboard.json"] } };

    expect(buildPlan({ ...settings, apps }).dashboards.map(({ uid }) => uid)).toContain("shop-orders");
  });
});

const EMPTY_APP = {
  scrapes: [],
  probes: [],
  ruleFiles: [],
  lokiRuleFiles: [],
  slos: [],
  logs: [],
};

describe("Slack", () => {
  test("HUN-32, HUN-34: slack_configs, with the URL in a mounted file", () => {
    const { receivers } = stack.file("alertmanager-config", "alertmanager.yml") as {
      receivers: readonly { name: string; slack_configs?: readonly object[] }[];
    };

    expect(receivers.find(({ name }) => name === "slack")?.slack_configs).toMatchObject([
      { api_url_file: "/etc/alertmanager/secrets/receiver-slack", send_resolved: true },
    ]);
  });

  test("HUN-32: the placeholder of the source is refused", () => {
    const secrets = { slackWebhook: { state: "opened" as const, value: "YOUR_SLACK_WEBHOOK_URL" } };
    const raw = readStackFile(exampleFile("production"), projectRoot());

    expect(secretValueProblems({ ...raw, secrets }).map(({ path }) => path)).toEqual([
      "vigie:secrets.slackWebhook",
    ]);
  });
});

describe("the stack watches itself", () => {
  test("HUN-68: alerts on every part of the stack, and a heartbeat to the outside", () => {
    const platform = plan.ruleFiles
      .filter(({ system }) => system === "platform")
      .flatMap(({ groups }) => groups.flatMap(({ rules: all }) => all))
      .flatMap((rule) => ("alert" in rule ? [rule.alert] : []));

    for (const name of ["AlertmanagerDown", "GrafanaDown", "TargetDown", "Watchdog"])
      expect(platform).toContain(name);
    expect(explainRoute(plan.settings, { alertname: "Watchdog", severity: "none" })).toEqual(["heartbeat"]);
  });
});
