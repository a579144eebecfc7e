import { describe, expect, test } from "@jest/globals";
import { asSent } from "../../kit";
import { dashboardsOf, panelsOf, planOf, WITH_GAUZIAN } from "../systems/plans";
import type { Panel } from "../systems/plans";

const OVERVIEW = dashboardsOf(planOf(WITH_GAUZIAN)).find(({ uid }) => uid === "gauzian-overview");
const PANELS = OVERVIEW?.panels.filter(({ type }) => type !== "row") ?? [];

function panel(title: string): Panel {
  const found = panelsOf({ panels: OVERVIEW?.panels ?? [] }).find((one) => one.title === title);
  if (found === undefined) throw new Error(`no panel "${title}"`);
  return found;
}

/** The query without what narrows it to this system, with the spaces of the specification. */
function asSpecified(title: string): string[] {
  return (panel(title).targets ?? []).map((target) =>
    asSent(target).replaceAll('system="gauzian"', "").replaceAll("{}", "").replaceAll("{, ", "{"),
  );
}

describe("Gauzian - Overview", () => {
  test("GAU-42 to GAU-55: fourteen panels, titles exact, in order, with type and unit", () => {
    expect(OVERVIEW?.title).toBe("Gauzian - Overview");
    expect(PANELS.map(({ title, type, fieldConfig }) => [title, type, fieldConfig?.defaults.unit])).toEqual([
      ["Requêtes HTTP/s", "timeseries", "reqps"],
      ["Connexions Actives", "stat", "short"],
      ["Taux de Succès", "stat", "percent"],
      ["Latence p50/p95/p99", "timeseries", "ms"],
      ["Uploads de Fichiers", "stat", "short"],
      ["Downloads de Fichiers", "stat", "short"],
      ["Bytes Uploadés", "stat", "decbytes"],
      ["Tentatives d'Auth", "timeseries", "short"],
      ["Durée S3 (p95)", "gauge", "s"],
      ["Top 10 Endpoints", "table", "s"],
      ["Erreurs 4xx/5xx", "timeseries", "reqps"],
      ["Upload Chunks (p95)", "timeseries", "s"],
      ["Opérations Redis", "timeseries", "ops"],
      ["Durée DB (p95)", "timeseries", "s"],
    ]);
  });

  test.each([
    [
      "Taux de Succès",
      [
        ["red", null],
        ["yellow", 95],
        ["green", 99],
      ],
    ],
    [
      "Durée S3 (p95)",
      [
        ["green", null],
        ["yellow", 1],
        ["red", 3],
      ],
    ],
    [
      "Latence p50/p95/p99",
      [
        ["green", null],
        ["red", 1000],
      ],
    ],
    [
      "Tentatives d'Auth",
      [
        ["green", null],
        ["red", 10],
      ],
    ],
  ])("GAU-44, GAU-50, GAU-95: limits of %s", (title, steps) => {
    const found = panel(title).fieldConfig?.defaults.thresholds.steps.map(({ color, value }) => [
      color,
      value,
    ]);
    expect(found).toEqual(steps);
  });

  test("GAU-91 to GAU-94: the useful queries, exact but for the selector of the system", () => {
    expect(asSpecified("Top 10 Endpoints")).toEqual([
      "topk(10, histogram_quantile(0.95, sum(rate(http_request_duration_seconds_bucket[5m])) by (le, endpoint)))",
    ]);
    expect(asSpecified("Taux d'erreur par endpoint")).toEqual([
      'sum(rate(http_requests_total{status=~"5.."}[5m])) by (endpoint) / sum(rate(http_requests_total[5m])) by (endpoint) * 100',
    ]);
    expect(asSpecified("Débit d'upload")).toEqual(["sum(rate(file_upload_bytes_total[1m])) / 1024 / 1024"]);
    expect(asSpecified("Taux de succès d'authentification")).toEqual([
      'sum(rate(auth_attempts_total{status="success"}[5m])) / sum(rate(auth_attempts_total[5m])) * 100',
    ]);
  });

  test("GAU-18 to GAU-30: every metric that the application exposes is drawn", () => {
    const text = JSON.stringify(OVERVIEW);
    const metrics = [
      "http_requests_total",
      "http_request_duration_seconds_bucket",
      "http_connections_active",
      "file_uploads_total",
      "file_downloads_total",
      "file_upload_bytes_total",
      "chunk_upload_duration_seconds_bucket",
      "chunk_download_duration_seconds_bucket",
      "auth_attempts_total",
      "s3_operation_duration_seconds_bucket",
      "redis_operations_total",
      "db_queries_total",
      "db_query_duration_seconds_bucket",
    ];
    expect(metrics.filter((metric) => !text.includes(metric))).toEqual([]);
  });

  test("every query is narrowed to the system, so that another product's metrics never mix in", () => {
    const open = panelsOf({ panels: OVERVIEW?.panels ?? [] }).flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr, datasource }) =>
        datasource.type === "prometheus"
          ? [...expr.matchAll(/[a-z_0-9]+(?=\{)\{([^}]*)\}/g)].filter(
              ([, matchers]) => !matchers?.includes('system="gauzian"'),
            )
          : [],
      ),
    );
    expect(open).toEqual([]);
  });
});
