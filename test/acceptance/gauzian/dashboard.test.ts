import { beforeAll, describe, expect, test } from "@jest/globals";
import { renderedStack, type RenderedStack } from "../../kit";

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly panels?: readonly Panel[];
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly thresholds?: {
        readonly steps: readonly { readonly color: string; readonly value: number | null }[];
      };
    };
  };
}
interface DashboardFile {
  readonly title: string;
  readonly uid: string;
  readonly editable: boolean;
  readonly panels: readonly Panel[];
}

let stack: RenderedStack;
let dashboard: DashboardFile;

beforeAll(async () => {
  stack = await renderedStack("examples/gauzian/Pulumi.production.yaml");
  dashboard = stack.file("dashboard-gauzian-overview", "gauzian-overview.json") as DashboardFile;
});

test('GAU-41: dashboard "Gauzian - Overview" begins with the 14 panels, in order', () => {
  expect(dashboard.title).toBe("Gauzian - Overview");
  expect(dashboard.panels.slice(0, 14).map(({ title }) => title)).toEqual([
    "Requêtes HTTP/s",
    "Connexions Actives",
    "Taux de Succès",
    "Latence p50/p95/p99",
    "Uploads de Fichiers",
    "Downloads de Fichiers",
    "Bytes Uploadés",
    "Tentatives d'Auth",
    "Durée S3 (p95)",
    "Top 10 Endpoints",
    "Erreurs 4xx/5xx",
    "Upload Chunks (p95)",
    "Opérations Redis",
    "Durée DB (p95)",
  ]);
});

describe("panels", () => {
  test.each([
    [
      "GAU-18, GAU-42: requests per second by method",
      "Requêtes HTTP/s",
      "reqps",
      ["http_requests_total", "by (method)"],
    ],
    ["GAU-20, GAU-43: active connections", "Connexions Actives", "short", ["http_connections_active"]],
    ["GAU-44: share of 2xx", "Taux de Succès", "percent", ["http_requests_total", 'status=~"2.."']],
    [
      "GAU-19, GAU-45: latency percentiles in ms",
      "Latence p50/p95/p99",
      "ms",
      ["histogram_quantile(0.95", "* 1000"],
    ],
    ["GAU-21, GAU-46: uploads over 1 h", "Uploads de Fichiers", "short", ["file_uploads_total", "[1h]"]],
    [
      "GAU-22, GAU-47: downloads over 1 h",
      "Downloads de Fichiers",
      "short",
      ["file_downloads_total", "[1h]"],
    ],
    [
      "GAU-23, GAU-48: bytes uploaded, as KB, MB, GB",
      "Bytes Uploadés",
      "decbytes",
      ["file_upload_bytes_total"],
    ],
    [
      "GAU-26, GAU-49: authentication attempts by type and status",
      "Tentatives d'Auth",
      "short",
      ["auth_attempts_total", "by (type, status)"],
    ],
    [
      "GAU-27, GAU-50: p95 of S3",
      "Durée S3 (p95)",
      "s",
      ["histogram_quantile(0.95", "s3_operation_duration_seconds_bucket"],
    ],
    [
      "GAU-51: the ten slowest endpoints",
      "Top 10 Endpoints",
      "s",
      ["topk(10, histogram_quantile(0.95", "by (le, endpoint)"],
    ],
    ["GAU-52: errors per second", "Erreurs 4xx/5xx", "reqps", ['status=~"4.."', 'status=~"5.."']],
    [
      "GAU-24, GAU-53: p95 of chunk uploads",
      "Upload Chunks (p95)",
      "s",
      ["chunk_upload_duration_seconds_bucket"],
    ],
    [
      "GAU-28, GAU-54: Redis operations by operation and status",
      "Opérations Redis",
      "ops",
      ["redis_operations_total", "by (operation, status)"],
    ],
    [
      "GAU-30, GAU-55: p95 of the database by query type",
      "Durée DB (p95)",
      "s",
      ["db_query_duration_seconds_bucket", "by (le, query_type)"],
    ],
  ])("%s", (_line, title, unit, parts) => {
    const found = panel(title);
    const queries = found.targets?.map(({ expr }) => expr).join("\n") ?? "";

    expect(found.fieldConfig?.defaults.unit).toBe(unit);
    for (const part of parts) expect(queries).toContain(part);
  });

  test.each([
    [
      "GAU-44: red below 95 %, yellow below 99 %, green from there",
      "Taux de Succès",
      ["red:null", "yellow:95", "green:99"],
    ],
    [
      "GAU-50: green below 1 s, yellow below 3 s, red from there",
      "Durée S3 (p95)",
      ["green:null", "yellow:1", "red:3"],
    ],
  ])("%s", (_line, title, steps) => {
    const found = panel(title).fieldConfig?.defaults.thresholds?.steps.map(
      ({ color, value }) => `${color}:${String(value)}`,
    );

    expect(found).toEqual(steps);
  });

  test.each([
    ["GAU-25: chunk downloads have a panel of their own", "chunk_download_duration_seconds_bucket"],
    ["GAU-29: queries of the database by type have a panel of their own", "db_queries_total"],
  ])("%s", (_line, metric) => {
    expect(everyQuery().some((query) => query.includes(metric))).toBe(true);
  });
});

describe("useful queries", () => {
  test.each([
    [
      "GAU-91: ten slowest endpoints",
      [
        "topk(10, histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket",
        "by (le, endpoint)",
      ],
    ],
    ["GAU-92: error rate per endpoint in percent", ['status=~"5.."', "by (endpoint)", "* 100"]],
    ["GAU-93: upload throughput", ["sum(rate(file_upload_bytes_total"]],
    ["GAU-94: authentication success rate", ['status="success"', "* 100"]],
  ])("%s", (_line, parts) => {
    expect(everyQuery().some((query) => parts.every((part) => query.includes(part)))).toBe(true);
  });
});

test("GAU-56: users may save the dashboard in Grafana", () => {
  const { providers } = stack.file("grafana-config", "dashboards.yaml") as {
    providers: { name: string; allowUiUpdates: boolean }[];
  };

  // Grafana then offers "Make editable"; what decides about saving is the provider.
  expect(dashboard.editable).toBe(false);
  expect(providers.map(({ allowUiUpdates }) => allowUiUpdates)).toEqual(providers.map(() => true));
});

function panel(title: string): Panel {
  const found = dashboard.panels.find((candidate) => candidate.title === title);
  if (found === undefined) throw new Error(`no panel "${title}"`);
  return found;
}

function everyQuery(): string[] {
  return dashboard.panels
    .flatMap((entry) => [entry, ...(entry.panels ?? [])])
    .flatMap(({ targets }) => targets?.map(({ expr }) => expr) ?? []);
}
