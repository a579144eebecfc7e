import { beforeAll, describe, expect, test } from "@jest/globals";
import { judgeQueries } from "../../../catalogue/check";
import { judgeQuery } from "../../../catalogue/check/query";
import { recordedBy } from "../../../catalogue/check/recorded";
import { unitMismatch, unitOf } from "../../../catalogue/check/unit";
import { jobsFor, lookUp } from "../../../catalogue/check/known";
import { judgeLogQuery, logLabels, type LogParser } from "../../../catalogue/check/log-query";
import { promqlParser, type ParsePromql } from "../../../catalogue/promql/parse";
import { ownCatalogues, registryOf, type Registry } from "../../../catalogue/registry";
import type { Plan } from "../../../systems/plan";
import { planOf, WITH_PRODUCTS } from "../systems/plans";

let plan: Plan;
let parse: ParsePromql;
let logParser: LogParser;
let registry: Registry;

beforeAll(async () => {
  plan = planOf(WITH_PRODUCTS);
  parse = await promqlParser();
  logParser = (await import("@grafana/lezer-logql")).parser;
  registry = registryOf(plan, ownCatalogues());
});

function problems(query: string): readonly string[] {
  const recorded = recordedBy(plan.ruleFiles, registry, parse);
  return judgeQuery(parse(query), { registry, recorded, system: "platform" }).map(
    ({ reason, fix }) => `${reason}; ${fix}`,
  );
}

describe("a query that cannot give data is refused", () => {
  test.each([
    [
      "an unknown metric",
      'rate(node_cpu_second_total{job="node-exporter"}[5m])',
      /^metric "node_cpu_second_total" is exposed by nothing .*; did you mean "node_cpu_seconds_total"\?$/,
    ],
    [
      "a metric of another job",
      'pg_up{job="node-exporter"} == 0',
      /^metric "pg_up" is exposed by nothing among what is scraped by job node-exporter/,
    ],
    [
      "an unknown label",
      'node_filesystem_avail_bytes{job="node-exporter", mount="/"}',
      /^metric "node_filesystem_avail_bytes" has no label "mount"; did you mean "mountpoint"\?$/,
    ],
    [
      "an unknown system",
      'up{system="gauzan"} == 0',
      /no system of this stack is called "gauzan"; did you mean "gauzian"/,
    ],
    [
      "a group that the series do not have",
      'sum by (devices) (rate(node_disk_read_bytes_total{job="node-exporter"}[5m]))',
      /^sum by \(devices\): there is no label "devices" to group by; did you mean "device"\?$/,
    ],
    [
      "a match on a label that was aggregated away",
      "sum by (node) (node_load1) / on (node, pod) count by (node) (node_load5)",
      /there is no label "pod" to group by/,
    ],
    [
      "a value that a label never has",
      'sum(rate(node_cpu_seconds_total{mode="idel"}[5m]))',
      /mode="idel" of "node_cpu_seconds_total": this matches none of its values; did you mean "idle"\?/,
    ],
    [
      "one alternative of an expression that matches nothing",
      'kube_pod_status_phase{phase=~"Pending|Stuck"} == 1',
      /phase=~"Pending\|Stuck" of "kube_pod_status_phase": "Stuck" matches none of its values/,
    ],
    [
      "a bucket that is not there",
      'prometheus_http_request_duration_seconds_bucket{le="0.3"}',
      /has no bucket le="0.3"; use one of /,
    ],
    [
      "a histogram without a part of it",
      'http_request_duration_seconds{job="gauzian-backend"}',
      /is a histogram, no series of its own; use http_request_duration_seconds_bucket, /,
    ],
    [
      "what the job throws away",
      'sum(container_tasks_state{job="cadvisor"})',
      /^metric "container_tasks_state" is exposed, and not stored/,
    ],
  ])("%s", (_, query, message) => {
    const found = problems(query);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((text) => message.test(text))).toBe(true);
  });
});

describe("a query that gives wrong data is refused", () => {
  test.each([
    ["rate() of a gauge", "rate(node_load1[5m])", /^rate\(\) of the gauge "node_load1"; .*delta/],
    [
      "increase() of a gauge, at another time",
      "increase(node_load1[5m] offset 1h)",
      /^increase\(\) of the gauge/,
    ],
    ["delta() of a counter", "delta(node_vmstat_oom_kill[5m])", undefined],
    [
      "delta() of a counter of seconds",
      "delta(node_cpu_seconds_total[5m])",
      /^delta\(\) of the counter .*increase/,
    ],
    [
      "a bare counter in a comparison",
      'sum(http_requests_total{job="gauzian-backend"}) * 2 > 100',
      /^the bare counter "http_requests_total" is compared with a number; .*increase/,
    ],
    [
      "a quantile without le",
      'histogram_quantile(0.95, sum by (endpoint) (rate(http_request_duration_seconds_bucket{job="gauzian-backend"}[5m])))',
      /^histogram_quantile\(\) of an aggregation without le; aggregate by "le" too$/,
    ],
    [
      "a quantile of a sum",
      'histogram_quantile(0.95, rate(http_request_duration_seconds_sum{job="gauzian-backend"}[5m]))',
      /^histogram_quantile\(\) of "http_request_duration_seconds_sum", which has no buckets/,
    ],
  ])("%s", (_, query, message) => {
    const found = problems(query);
    // node_exporter calls this counter untyped, so nothing is known against it.
    if (message === undefined) expect(found).toEqual([]);
    else expect(found[0]).toMatch(message);
  });
});

describe("a good query passes", () => {
  test.each([
    [
      "quantiles",
      'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{job="gauzian-backend"}[5m])))',
    ],
    [
      "the other program of two",
      "rate(promtail_dropped_entries_total[5m]) or rate(loki_write_dropped_entries_total[5m])",
    ],
    ["series without a label", 'up{prober=""} == 0'],
    [
      "variables of Grafana",
      'sum by (instance) (http_connections_active{job=~"$job", instance=~"${instance}"})',
    ],
    [
      "a counter that is a gauge in its maker's words",
      'tumulte_websocket_connections_total{job="tumulte-backend"} > 5',
    ],
    ["alerts themselves", 'count by (alertname) (ALERTS{alertstate="firing", severity="critical"})'],
    [
      "two programs' labels joined",
      'node_load1 * on (node) group_left (condition) kube_node_status_condition{condition="Ready"}',
    ],
  ])("%s", (_, query) => {
    expect(problems(query)).toEqual([]);
  });
});

describe("units", () => {
  const known = (one: Parameters<typeof jobsFor>[0]) =>
    lookUp(one, jobsFor(one, registry), registry, new Map());
  test.each([
    ['http_request_duration_seconds_sum{job="gauzian-backend"}', "seconds"],
    [
      'rate(http_request_duration_seconds_sum{job="gauzian-backend"}[5m]) / rate(http_request_duration_seconds_count{job="gauzian-backend"}[5m])',
      "seconds",
    ],
    [
      'histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket{job="gauzian-backend"}[5m]))) * 1000',
      "milliseconds",
    ],
    ["sum(rate(node_disk_read_bytes_total[5m]))", "bytes per second"],
    ["node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", "ratio"],
    ["(1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) * 100", "percent"],
    ['sum(rate(http_requests_total{job="gauzian-backend"}[5m]))', "per second"],
    ["count(node_memory_MemTotal_bytes)", undefined],
    ["time() - process_start_time_seconds", undefined],
  ])("%s is %s", (query, unit) => {
    expect(unitOf(parse(query), known)).toBe(unit);
  });

  test.each([
    ["ratio", "percent", /use "percentunit"/],
    ["percent", "percentunit", /use "percent"/],
    ["bytes", "short", /use "bytes" or "decbytes"/],
    ["seconds", "ms", /use "s"/],
    ["per second", "short", undefined],
    ["ratio", "short", undefined],
    ["bytes", "decbytes", undefined],
  ] as const)("%s shown as %s", (unit, shown, message) => {
    const found = unitMismatch(unit, shown);
    if (message === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(message);
  });
});

describe("LogQL", () => {
  test.each([
    ['{app="x"} |= "a"', []],
    ['sum by (level) (count_over_time({namespace=~"$namespace", app="x"}[5m]))', []],
    ['{app="x"} | json | status_code="500"', []],
    ['{pod="x"}', ['stream label "pod" is put on no line; ']],
    ['{namespac="x"}', ['stream label "namespac" is put on no line; did you mean "namespace"?']],
    ['sum by (status) (rate({app="x"}[5m]))', ['grouping label "status" is put on no line; choose']],
    ['{app="x", level=~"error|fatal"}', ['no line has the level "fatal"; choose']],
    ['{app=~".*"}', ["no matcher demands a value, which Loki refuses; name one label"]],
  ])("%s", (query, expected) => {
    const found = judgeLogQuery(query, logParser, logLabels(plan)).map(
      ({ reason, fix }) => `${reason}; ${fix}`,
    );
    expect(found).toEqual(expected.map((text) => expect.stringContaining(text) as unknown));
  });
});

describe("the stack with every product", () => {
  test("has no query that the catalogue speaks against", async () => {
    const { findings, uncatalogued } = await judgeQueries(plan);
    expect(findings).toEqual([]);
    expect(uncatalogued).toEqual([]);
  });
});
