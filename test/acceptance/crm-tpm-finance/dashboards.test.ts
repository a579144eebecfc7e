import { beforeAll, describe, expect, test } from "@jest/globals";
import { RenderedDashboard, type RenderedStack } from "../../kit";
import { example } from "./stacks";

let stack: RenderedStack;
let overview: RenderedDashboard;

beforeAll(async () => {
  stack = await example("dev");
  overview = new RenderedDashboard(stack, "crm-tpm-finance-overview");
});

/** What narrows the API's series. */
const NARROWED = [/system="crm-tpm-finance", job="crm-api"/g] as const;

function bare(title: string, index = 0): string {
  return overview.bareQueries(title, ...NARROWED)[index] ?? "";
}

test("CRM-64: the overview refreshes every 10 s and begins with the eight panels, in order", () => {
  expect(overview.json).toMatchObject({ title: "CRM TPM Finance - Overview", refresh: "10s" });
  expect(overview.json.panels.slice(0, 8).map(({ title, type }) => [title, type])).toEqual([
    ["CPU Usage", "gauge"],
    ["Memory Usage", "gauge"],
    ["Disk Usage", "gauge"],
    ["Database Connections", "timeseries"],
    ["Tasks (Last 24h)", "timeseries"],
    ["Business Entities", "timeseries"],
    ["Memory Usage (Bytes)", "timeseries"],
    ["Cache Performance", "timeseries"],
  ]);
});

describe("the eight panels", () => {
  test.each([
    ["CRM-19, CRM-65: CPU", "CPU Usage", "percent", ["system_cpu_percent"]],
    ["CRM-20, CRM-66: memory", "Memory Usage", "percent", ["system_memory_percent"]],
    ["CRM-23, CRM-67: disk", "Disk Usage", "percent", ["system_disk_percent"]],
    ["CRM-26, CRM-68: connections", "Database Connections", "short", ["db_connections_active"]],
    [
      "CRM-33 to CRM-35, CRM-69: tasks",
      "Tasks (Last 24h)",
      "short",
      ["tasks_created_last_24h", "tasks_completed_last_24h", "tasks_failed_last_24h"],
    ],
    [
      "CRM-40 to CRM-42, CRM-70: entities",
      "Business Entities",
      "short",
      ["organisations_total", "people_total", "users_total"],
    ],
    [
      "CRM-21, CRM-31, CRM-71: bytes",
      "Memory Usage (Bytes)",
      "bytes",
      ["system_memory_used_bytes", "cache_memory_bytes"],
    ],
    ["CRM-28, CRM-29, CRM-72: cache", "Cache Performance", "ops", ["cache_hits_total", "cache_misses_total"]],
  ])("%s", (_line, title, unit, metrics) => {
    const queries = overview.queries(title).join("\n");

    expect(overview.unit(title)).toBe(unit);
    for (const metric of metrics) expect(queries).toContain(metric);
  });

  test.each([
    ["CRM-48, CRM-49: CPU", "CPU Usage", ["green:null", "yellow:90", "red:95"]],
    ["CRM-50, CRM-51: memory", "Memory Usage", ["green:null", "yellow:90", "red:95"]],
    ["CRM-52, CRM-53: disk", "Disk Usage", ["green:null", "yellow:85", "red:95"]],
    ["CRM-54: connections", "Database Connections", ["green:null", "red:40"]],
    ["CRM-56: hit rate", "Cache hit rate", ["red:null", "green:50"]],
    ["CRM-57: cache memory", "Cache memory", ["green:null", "red:500000000"]],
    ["CRM-55: tasks", "Tasks completed and failed, of those created", ["green:null", "red:10"]],
  ])("%s: the lines are the alerts'", (_line, title, steps) => {
    expect(overview.steps(title)).toEqual(steps);
  });
});

describe("useful queries, exact but for what narrows them to the CRM", () => {
  test("CRM-106: the four test queries", () => {
    expect([bare("CPU Usage"), bare("Memory Usage")]).toEqual([
      "system_cpu_percent",
      "system_memory_percent",
    ]);
    expect([bare("Tasks (Last 24h)"), bare("Business Entities")]).toEqual([
      "max(tasks_created_last_24h)",
      "max(organisations_total)",
    ]);
  });

  test.each([
    ["CRM-16, CRM-102, CRM-108: the target", "API", 'up{job="crm-api"}'],
    ["CRM-109: mean CPU", "Mean CPU over 5 minutes", "avg_over_time(system_cpu_percent[5m])"],
    [
      "CRM-110: task success rate",
      "Tasks completed and failed, of those created",
      "(tasks_completed_last_24h / tasks_created_last_24h) * 100",
    ],
    [
      "CRM-111, CRM-Q6: cache hit rate",
      "Cache hit rate",
      "( rate(cache_hits_total[5m]) / (rate(cache_hits_total[5m]) + rate(cache_misses_total[5m])) ) * 100",
    ],
    [
      "CRM-112: five slowest endpoints",
      "Five slowest endpoints (p95)",
      "topk(5, histogram_quantile(0.95, rate(http_request_duration_seconds_bucket[5m])))",
    ],
  ])("%s", (_line, title, query) => {
    expect(bare(title)).toBe(query);
  });

  test("CRM-63, CRM-103, CRM-107: what fires, in every graph and as a list", () => {
    const annotation = overview.json.annotations.list.find(({ name }) => name === "Firing alerts");

    expect(annotation?.expr?.replace(/, ?system="crm-tpm-finance"/, "")).toBe('ALERTS{alertstate="firing"}');
    expect(overview.panel("Firing alerts")).toMatchObject({
      type: "alertlist",
      options: { alertInstanceLabelFilter: '{system="crm-tpm-finance"}', stateFilter: { firing: true } },
    });
  });

  test("CRM-113, CRM-114: the disk in seven days, drawn with the line that the query compares with", () => {
    const [, line] = overview.steps("Disk in seven days");

    expect(`${bare("Disk in seven days")} > ${line?.replace("red:", "") ?? ""}`).toBe(
      "predict_linear(system_disk_percent[1d], 7*24*3600) > 95",
    );
  });
});

test("CRM-22, CRM-24, CRM-25, CRM-27, CRM-30, CRM-32, CRM-36, CRM-37, CRM-43: every other metric is drawn", () => {
  const text = JSON.stringify(overview.json);
  const metrics = [
    "system_memory_total_bytes",
    "system_disk_used_bytes",
    "system_disk_total_bytes",
    "db_query_duration_seconds_bucket",
    "cache_keys_count",
    "tasks_total",
    "interactions_total",
    "interactions_created_last_24h",
    "active_users_last_24h",
  ];

  expect(metrics.filter((metric) => !text.includes(metric))).toEqual([]);
});

test("CRM-Q9: no rate of a gauge that is named like a counter", () => {
  const queries = overview.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const rated = /(rate|increase)\((organisations|people|users|interactions|tasks)_total/;

  expect(queries.filter((query) => rated.test(query))).toEqual([]);
});

describe("the roadmap's dashboards", () => {
  test("CRM-38, CRM-39, CRM-119: Email marketing performance", () => {
    const emails = new RenderedDashboard(stack, "crm-tpm-finance-emails");

    expect(emails.json).toMatchObject({
      title: "CRM TPM Finance - Email marketing performance",
      refresh: "10s",
    });
    expect(emails.panels.map(({ title }) => title)).toEqual([
      "E-mails sent (24h)",
      "E-mails opened (24h)",
      "Open rate (24h)",
      "E-mails by status",
      "E-mails opened",
      "E-mails that fail",
    ]);
    expect(emails.steps("E-mails that fail")).toEqual(["green:null", "red:0.1"]);
  });

  test("CRM-44, CRM-45, CRM-121: API endpoints breakdown, by endpoint, method and status", () => {
    const endpoints = new RenderedDashboard(stack, "crm-tpm-finance-endpoints");
    const queries = endpoints.panels
      .flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
      .join("\n");

    expect(endpoints.json.title).toBe("CRM TPM Finance - API endpoints breakdown");
    expect(endpoints.json.templating.list.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["method", "endpoint"]),
    );
    for (const label of ["endpoint", "method", "status"]) expect(queries).toContain(`by (${label})`);
    for (const quantile of ["0.5", "0.95", "0.99"])
      expect(queries).toContain(`histogram_quantile(${quantile}`);
  });
});

test("CRM-73, CRM-104: users may save dashboards, and ask in Explore", () => {
  const { providers } = stack.file("grafana-config", "dashboards.yaml") as {
    providers: { allowUiUpdates: boolean }[];
  };

  // Grafana then offers "Make editable"; what decides about saving is the provider.
  expect(overview.json.editable).toBe(false);
  expect(providers.map(({ allowUiUpdates }) => allowUiUpdates)).toEqual(providers.map(() => true));
});
