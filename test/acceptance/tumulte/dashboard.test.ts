import { beforeAll, describe, expect, test } from "@jest/globals";
import { RenderedDashboard, renderedStack, type RenderedStack } from "../../kit";
import { changedExample, example } from "./stacks";

let stack: RenderedStack;
let overview: RenderedDashboard;

beforeAll(async () => {
  stack = await example("prod");
  overview = new RenderedDashboard(stack, "tumulte-overview");
});

/** What narrows the backend's and the nodes' series. */
const NARROWED = [/system="tumulte", job="tumulte-backend"/g, /job="node-exporter"/g] as const;

test("TUM-67: tumulte-overview.json is provisioned, in Tumulte's own folder", () => {
  expect(overview.json).toMatchObject({
    uid: "tumulte-overview",
    title: "Tumulte - Overview",
    refresh: "30s",
  });
  expect(stack.text("grafana-config", "dashboards.yaml")).toContain("folder: Tumulte");
});

describe("the queries of section 13, exact but for what narrows them to Tumulte", () => {
  test.each([
    ["TUM-116: requests per second", "Requests per second", 0, "sum(rate(tumulte_http_requests_total[5m]))"],
    [
      "TUM-117: p95",
      "Latency p50/p95/p99",
      1,
      "histogram_quantile(0.95, sum(rate(tumulte_http_request_duration_seconds_bucket[5m])) by (le))",
    ],
    [
      "TUM-118: error rate",
      "Error rate",
      0,
      'sum(rate(tumulte_http_requests_total{status_code=~"5.."}[5m])) / sum(rate(tumulte_http_requests_total[5m]))',
    ],
    [
      "TUM-119: memory used",
      "Memory of the nodes",
      0,
      "(1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) * 100",
    ],
    [
      "TUM-120: cache hit rate",
      "Cache hit rate",
      0,
      "sum(rate(tumulte_cache_hits_total[5m])) / (sum(rate(tumulte_cache_hits_total[5m])) + sum(rate(tumulte_cache_misses_total[5m]))) * 100",
    ],
  ])("%s", (_line, title, index, query) => {
    expect(overview.bareQueries(title, ...NARROWED)[index]).toBe(query);
  });
});

describe("when to scale: section 14", () => {
  test.each([
    ["TUM-121, TUM-122, TUM-Q1: CPU", "CPU, sustained", "percent", ["green:null", "yellow:70", "red:85"]],
    ["TUM-123: memory", "Memory", "percent", ["green:null", "yellow:80"]],
    ["TUM-124, TUM-125: p95", "Latency p95", "s", ["green:null", "yellow:0.5", "red:1"]],
    ["TUM-126: the pool", "Database pool in use", "percent", ["green:null", "yellow:80"]],
    ["TUM-127: WebSockets", "WebSocket connections per instance", "short", ["green:null", "blue:500"]],
  ])("%s", (_line, title, unit, steps) => {
    expect({ unit: overview.unit(title), steps: overview.steps(title) }).toEqual({ unit, steps });
  });

  test("TUM-128: sustained is a quarter of an hour", () => {
    expect(overview.queries("CPU, sustained")[0]).toContain("[15m]");
  });

  test("TUM-126, TUM-128, TUM-Q5: against the size of the stack file, else against the open connections", async () => {
    expect(overview.bareQueries("Database pool in use", ...NARROWED)).toEqual([
      "sum by (instance) (tumulte_db_connections_active) / 20 * 100",
    ]);
    await changedExample("prod", ["poolSize: 20", ""], async (file) => {
      const without = new RenderedDashboard(await renderedStack(file), "tumulte-overview");

      expect(without.bareQueries("Database pool in use", ...NARROWED)).toEqual([
        "sum by (instance) (tumulte_db_connections_active) / (sum by (instance) (tumulte_db_connections_active) + sum by (instance) (tumulte_db_connections_idle)) * 100",
      ]);
    });
  });
});

test("TUM-37 to TUM-46: every metric of the backend is drawn", () => {
  const text = JSON.stringify(overview.json);
  const metrics = [
    "tumulte_http_requests_total",
    "tumulte_http_request_duration_seconds_bucket",
    "tumulte_websocket_connections_total",
    "tumulte_polls_launched_total",
    "tumulte_polls_active_total",
    "tumulte_votes_received_total",
    "tumulte_db_connections_active",
    "tumulte_db_connections_idle",
    "tumulte_cache_hits_total",
    "tumulte_cache_misses_total",
  ];

  expect(metrics.filter((metric) => !text.includes(metric))).toEqual([]);
});

test("TUM-39, TUM-41, TUM-Q4: no rate of the two gauges that are named like counters", () => {
  const queries = overview.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const rated = /(rate|increase)\((tumulte_websocket_connections_total|tumulte_polls_active_total)/;

  expect(queries.filter((query) => rated.test(query))).toEqual([]);
});

test.each([
  [
    "TUM-48: nodes: CPU, memory, disk, network",
    ["CPU of the nodes", "Memory of the nodes", "Free disk space of the nodes", "Network of the nodes"],
  ],
  [
    "TUM-49: PostgreSQL: connections, transactions, locks",
    ["PostgreSQL connections", "PostgreSQL transactions", "PostgreSQL locks"],
  ],
  ["TUM-51: Redis: memory, commands, clients", ["Redis memory", "Redis commands", "Redis clients"]],
  ["TUM-54: containers: CPU and memory", ["CPU of the containers", "Memory of the containers"]],
])("%s", (_line, titles) => {
  for (const title of titles) expect(overview.queries(title).length).toBeGreaterThan(0);
});

test.each([
  ["TUM-58, TUM-68: latency", "Latency p50/p95/p99", ["green:null", "red:1"]],
  ["TUM-59, TUM-68: errors", "Error rate", ["green:null", "red:0.05"]],
  ["TUM-60, TUM-68: CPU", "CPU of the nodes", ["green:null", "red:80"]],
  [
    "TUM-61, TUM-68: memory, used where the alert says available",
    "Memory of the nodes",
    ["green:null", "red:90"],
  ],
  ["TUM-62, TUM-68: disk", "Free disk space of the nodes", ["red:null", "green:15"]],
  ["TUM-65, TUM-68: restarts", "Restarts within an hour", ["green:null", "red:3"]],
])("%s: the panel's line is the alert's", (_line, title, steps) => {
  expect(overview.steps(title)).toEqual(steps);
});

test("TUM-36: the services that the four alerts speak of stand first", () => {
  const [first] = overview.panels;

  expect(first?.title).toBe("Services");
  expect(overview.queries("Services")).toEqual([
    'count(up{system="tumulte", job="tumulte-backend"} == 1) or vector(0)',
    'count(up{system="tumulte", job="tumulte-frontend"} == 1) or vector(0)',
    'count(pg_up{system="tumulte", job="tumulte-postgres"} == 1) or vector(0)',
    'count(redis_up{system="tumulte", job="tumulte-redis"} == 1) or vector(0)',
  ]);
});
