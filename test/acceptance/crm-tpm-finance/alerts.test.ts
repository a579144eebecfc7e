import { beforeAll, describe, expect, test } from "@jest/globals";
import { explainRoute } from "../../../components/alertmanager";
import { stackFile } from "../../../config/schema";
import { buildPlan } from "../../../systems";
import type { AlertRule, Plan } from "../../../systems/plan";
import { exampleSettings } from "./stacks";

let plan: Plan;

beforeAll(() => {
  plan = buildPlan(exampleSettings("production").settings);
});

describe("the fourteen alerts", () => {
  test("CRM-48 to CRM-61: by their own names, with the severity and group of the specification", () => {
    const listed = groups().flatMap(({ name, rules }) =>
      rules.map((rule) => [rule.alert, rule.labels?.severity, name.replace("crm-tpm-finance-", "")]),
    );

    expect(listed).toEqual([
      ["HighCPUUsage", "warning", "system"],
      ["CriticalCPUUsage", "critical", "system"],
      ["HighMemoryUsage", "warning", "system"],
      ["CriticalMemoryUsage", "critical", "system"],
      ["DiskSpaceRunningOut", "warning", "system"],
      ["DiskSpaceCritical", "critical", "system"],
      ["HighDatabaseConnections", "warning", "database"],
      ["HighTaskFailureRate", "warning", "database"],
      ["LowCacheHitRate", "info", "cache"],
      ["HighCacheMemory", "info", "cache"],
      ["NoUserActivity", "info", "business"],
      ["EmailsSendingFailed", "warning", "business"],
      ["ServiceDown", "critical", "availability"],
      ["PrometheusTargetDown", "warning", "availability"],
    ]);
  });

  test.each([
    ["CRM-48: exact but for the job", "HighCPUUsage", "5m", /^system_cpu_percent\{job="crm-api"\} > 90$/],
    ["CRM-49", "CriticalCPUUsage", "2m", /^system_cpu_percent\{.*\} > 95$/],
    ["CRM-50", "HighMemoryUsage", "5m", /^system_memory_percent\{.*\} > 90$/],
    ["CRM-51", "CriticalMemoryUsage", "2m", /^system_memory_percent\{.*\} > 95$/],
    ["CRM-52", "DiskSpaceRunningOut", "10m", /^system_disk_percent\{.*\} > 85$/],
    ["CRM-53", "DiskSpaceCritical", "5m", /^system_disk_percent\{.*\} > 95$/],
    ["CRM-54", "HighDatabaseConnections", "5m", /^max\(db_connections_active\{.*\}\) > 40$/],
    [
      "CRM-55, CRM-Q2",
      "HighTaskFailureRate",
      "5m",
      /failed_last_24h[\s\S]*created_last_24h[\s\S]*\* 100 > 10$/,
    ],
    ["CRM-56, CRM-Q6", "LowCacheHitRate", "10m", /hits_total[\s\S]*misses_total[\s\S]*\* 100 < 50$/],
    ["CRM-57, CRM-Q4", "HighCacheMemory", "5m", /^max\(cache_memory_bytes\{.*\}\) > 500000000$/],
    ["CRM-58, CRM-Q3, CRM-Q9", "NoUserActivity", "2h", /^max\(changes\(interactions_total.*\[5m\]\)\) == 0$/],
    ["CRM-59, CRM-Q5", "EmailsSendingFailed", "5m", /rate\(emails_sent_total\{.*fail.*\}\[5m\]\)\) > 0\.1$/],
    ["CRM-60", "ServiceDown", "1m", /^absent\(up\{job="crm-api"\} == 1\)$/],
    ["CRM-61", "PrometheusTargetDown", "2m", /^up\{system="crm-tpm-finance"\} == 0$/],
  ] as const)("%s: %s waits %s for its condition", (_line, name, wait, condition) => {
    const rule = alerts().find(({ alert }) => alert === name);

    expect(rule?.for).toBe(wait);
    expect(rule?.expr.trim()).toMatch(condition);
  });

  test("CRM-61: nobody is told twice: the platform's TargetDown leaves the CRM's targets alone", () => {
    const platform = plan.ruleFiles
      .filter(({ system }) => system === "platform")
      .flatMap(({ groups: all }) => all.flatMap(({ rules }) => rules));
    const down = platform.find((rule) => "alert" in rule && rule.alert === "TargetDown");

    expect(down?.expr).toContain('system!="crm-tpm-finance"');
  });

  test("CRM-62: a threshold and a wait are one line each of the stack file, and the panel follows", () => {
    const { settings } = exampleSettings("production");
    const changed = buildPlan(
      stackFile.parse({
        environment: settings.environment,
        platform: settings.platform,
        cluster: settings.cluster,
        systems: { crm: {} },
        alerting: { overrides: { "crm-tpm-finance/HighCPUUsage": { threshold: 80, for: "15m" } } },
      }),
    );
    const rule = alerts(changed).find(({ alert }) => alert === "HighCPUUsage");
    const overview = changed.dashboards.find(({ uid }) => uid === "crm-tpm-finance-overview")?.json ?? "";

    expect(rule).toMatchObject({ expr: 'system_cpu_percent{job="crm-api"} > 80', for: "15m" });
    expect(overview).toContain('"value": 80');
  });
});

describe("channels", () => {
  test("CRM-63, CRM-76: today nobody is told; Prometheus shows what fires", () => {
    const { settings } = exampleSettings("dev");

    expect(explainRoute(settings, { alertname: "ServiceDown", severity: "critical" })).toEqual([]);
  });

  test.each([
    ["CRM-115: critical alerts go to PagerDuty, and to Slack", "critical", ["pagerduty", "slack"]],
    ["CRM-115: warnings go to Slack", "warning", ["slack"]],
    ["CRM-115: what is for the record goes out by e-mail, once a day", "info", ["email"]],
  ])("%s", (_line, severity, told) => {
    const labels = { alertname: "Any", system: "crm-tpm-finance", severity };

    expect(explainRoute(plan.settings, labels)).toEqual(told);
  });
});

interface Group {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

function groups(of = plan): Group[] {
  return of.ruleFiles
    .filter(({ source }) => source === "rules/crm-tpm-finance.yaml")
    .flatMap(({ groups: all }) =>
      all.map(({ name, rules }) => ({
        name,
        rules: rules.filter((rule): rule is AlertRule => "alert" in rule),
      })),
    );
}

function alerts(of = plan): AlertRule[] {
  return groups(of).flatMap(({ rules }) => rules);
}
