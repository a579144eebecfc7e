import { beforeAll, describe, expect, test } from "@jest/globals";
import { explainRoute } from "../../../components/alertmanager";
import { readStackFile } from "../../../config/read/find";
import { projectRoot } from "../../../config/root";
import { secretValueProblems } from "../../../config/secrets/sanity";
import { buildPlan } from "../../../systems";
import type { AlertRule, Plan, RecordingRule } from "../../../systems/plan";
import type { RenderedStack } from "../../kit";
import { example, exampleSettings, FILE } from "./stack";

let plan: Plan;
let stack: RenderedStack;

beforeAll(async () => {
  plan = buildPlan(exampleSettings().settings);
  stack = await example();
});

function rules() {
  return plan.ruleFiles
    .filter(({ system }) => system === "deployment-system")
    .flatMap(({ groups }) => groups.flatMap(({ rules: all }) => all));
}

function alert(title: string): AlertRule {
  const found = rules().find(
    (rule): rule is AlertRule => "alert" in rule && rule.annotations?.title === title,
  );
  if (found === undefined) throw new Error(`no alert "${title}"`);
  return found;
}

/** `DEP-52: Service Down` */
function titleIn(line: string): string {
  return line.slice(line.indexOf(": ") + 2);
}

describe("the twelve alerts", () => {
  test.each([
    ["DEP-52: Service Down", "critical", "30s", "alerts-critical"],
    ["DEP-53: MongoDB Down", "critical", "30s", "alerts-critical"],
    ["DEP-54: Disk Space Critical", "critical", "30s", "alerts-critical"],
    ["DEP-55: Memory Critical", "critical", "30s", "alerts-critical"],
    ["DEP-56: High Port Utilization", "warning", "5m", "deployment"],
    ["DEP-57: Deployment Failures", "warning", "5m", "deployment"],
    ["DEP-58: High CPU", "warning", "5m", "infrastructure"],
    ["DEP-59: Application Down", "warning", "5m", "applications"],
    ["DEP-60: High Error Rate", "warning", "5m", "applications"],
    ["DEP-61: High Latency", "performance", "15m", "deployment"],
    ["DEP-62: MongoDB Slow", "performance", "15m", "infrastructure"],
    ["DEP-63: Container Restart Loop", "performance", "15m", "applications"],
  ])("%s is %s, waits %s and is told in #%s (DEP-64, DEP-104, DEP-165)", (line, severity, wait, channel) => {
    const rule = alert(titleIn(line));

    expect(rule.labels?.severity).toBe(severity);
    expect(rule.for).toBe(wait);
    expect(explainRoute(plan.settings, { ...rule.labels, alertname: rule.alert })).toEqual([channel]);
  });

  test.each([
    ["DEP-52: Service Down", /port-manager[\s\S]*deployment-api[\s\S]*tunnel-manager/],
    ["DEP-53: MongoDB Down", /absent\(mongodb_up\{.*\} == 1\)/],
    ["DEP-54: Disk Space Critical", /avail_bytes[\s\S]*size_bytes[\s\S]*\* 100 < 10$/],
    ["DEP-55: Memory Critical", /MemAvailable_bytes[\s\S]*MemTotal_bytes[\s\S]*\* 100 > 95$/],
    ["DEP-56: High Port Utilization", /total_allocations[\s\S]*available_ports[\s\S]*\* 100 > 80$/],
    [
      "DEP-57: Deployment Failures",
      /deployment_total\{.*\}\[10m\][\s\S]*success_total\{.*\}\[10m\][\s\S]* > 2$/,
    ],
    ["DEP-58: High CPU", /mode="idle"[\s\S]*\* 100 > 80$/],
    ["DEP-59: Application Down", /probe_success\{[\s\S]*== 0$/],
    ["DEP-60: High Error Rate", /\[45\]\.\.[\s\S]*\* 100 > 10$/],
    ["DEP-61: High Latency", /le=~"600\|600\.0"[\s\S]*le=~"300\|300\.0"[\s\S]*\* 100 > 50$/],
    ["DEP-62: MongoDB Slow", /opLatencies_latency[\s\S]*\/ 1000 > 100$/],
    [
      "DEP-63: Container Restart Loop",
      /changes\([\s\S]*container_start_time_seconds[\s\S]*\[1h:1m\][\s\S]*> 2$/,
    ],
  ])("%s: its condition", (line, condition) => {
    expect(alert(titleIn(line)).expr.trim()).toMatch(condition);
  });

  test("DEP-86: each leads to the lines of the services and containers in Explore", () => {
    for (const rule of rules()) {
      if (!("alert" in rule)) continue;
      expect(decodeURIComponent(rule.annotations?.logs_url ?? "")).toContain(
        "port-manager|deployment-api|docker",
      );
    }
  });

  test("DEP-53: nobody is told twice of one database", () => {
    const generic = plan.ruleFiles
      .flatMap(({ groups }) => groups.flatMap(({ rules: all }) => all))
      .find((rule) => "alert" in rule && rule.alert === "MongodbDown");

    expect(generic?.expr).toBe('mongodb_up{job!="deployment-mongodb"} == 0');
  });
});

describe("the four Slack channels", () => {
  test.each([
    ["DEP-98, DEP-100: critical alerts only", "alerts-critical"],
    ["DEP-98, DEP-101: deployments", "deployment"],
    ["DEP-98, DEP-102: server and resources", "infrastructure"],
    ["DEP-98, DEP-103: deployed applications", "applications"],
  ])("%s: #%s, whose webhook Alertmanager reads from a mounted file (DEP-126)", (_line, name) => {
    const { receivers } = stack.file("alertmanager-config", "alertmanager.yml") as {
      receivers: readonly { name: string; slack_configs?: readonly object[] }[];
    };

    expect(receivers.find((one) => one.name === name)?.slack_configs).toMatchObject([
      {
        channel: `#${name}`,
        api_url_file: `/etc/alertmanager/secrets/receiver-${name}`,
        send_resolved: true,
      },
    ]);
  });

  test("DEP-64, DEP-104, DEP-105, DEP-165: critical alerts are told at once, one message per alert and system, ends too", () => {
    const { route } = stack.file("alertmanager-config", "alertmanager.yml") as {
      route: { routes: readonly { receiver: string; group_wait?: string }[]; group_by: string[] };
    };

    expect(route.routes.find(({ receiver }) => receiver === "alerts-critical")?.group_wait).toBe("0s");
    expect(route.group_by).toEqual(["alertname", "system", "cluster"]);
  });

  test("DEP-100: what is critical in the stack itself is told there too, and nothing less", () => {
    const told = (severity: string) =>
      explainRoute(plan.settings, { alertname: "Any", severity, system: "platform" });

    expect(told("critical")).toEqual(["alerts-critical"]);
    expect(told("warning")).toEqual(["infrastructure"]);
    expect(told("info")).toEqual([]);
  });

  test("DEP-98: the placeholder of the source is refused as a webhook", () => {
    const value = "https://hooks.slack.com/services/YOUR/SLACK/WEBHOOK";
    const secrets = { slackDeploymentWebhook: { state: "opened" as const, value } };
    const problems = secretValueProblems({ ...readStackFile(FILE, projectRoot()), secrets });

    expect(problems.map(({ path, reason }) => [path, reason.split(" (")[0]])).toEqual([
      ["vigie:secrets.slackDeploymentWebhook", "is a placeholder"],
    ]);
  });
});

describe("the KPIs", () => {
  test.each([
    ["DEP-148: success rate", "deployment_system:deployment_success:ratio_increase1d"],
    ["DEP-149: time of a deployment", "deployment_system:deployment_duration_seconds:p50_1d"],
    ["DEP-150: ports", "deployment_system:ports_allocated:ratio"],
    ["DEP-151: uptime", "deployment_system:applications_up:ratio"],
    ["DEP-152: time to recovery", "deployment_system:service_down:bool"],
    ["DEP-153: CPU", "deployment_system:cpu_used:ratio_rate1d"],
    ["DEP-154: memory", "deployment_system:memory_used:ratio"],
    ["DEP-155: disk", "deployment_system:disk_used:ratio"],
    ["DEP-156: network latency", "deployment_system:connect_seconds:p95_1d"],
    ["DEP-157: restarts", "deployment_system:container_restarts:changes1d"],
    ["DEP-160: coverage", "deployment_system:services_watched:ratio"],
  ])("%s is recorded as %s", (_line, name) => {
    const record = rules().find((rule): rule is RecordingRule => "record" in rule && rule.record === name);

    expect(record?.labels).toMatchObject({ system: "deployment-system" });
  });
});
