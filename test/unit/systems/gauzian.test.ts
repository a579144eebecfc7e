import { describe, expect, test } from "@jest/globals";
import { planOf, WITH_GAUZIAN } from "./plans";

function gauzian(more: Parameters<typeof planOf>[0]) {
  const system = planOf(more).systems.find(({ name }) => name === "gauzian");
  if (system === undefined) throw new Error("no system gauzian");
  return system;
}

describe("Gauzian", () => {
  test("GAU-13 to GAU-15: backend and MinIO every 15 seconds", () => {
    expect(gauzian({ systems: { gauzian: {} }, prometheus: { scrapeInterval: "60s" } }).scrapes).toEqual([
      {
        job: "gauzian-backend",
        target: { kind: "service", namespace: "gauzian-v2", service: "gauzian-backend", port: "http" },
        path: "/metrics",
        scheme: "http",
        interval: "15s",
        timeout: "10s",
        labels: {},
      },
      {
        job: "minio",
        target: { kind: "service", namespace: "gauzian-v2", service: "minio", port: 9000 },
        path: "/minio/v2/metrics/cluster",
        scheme: "http",
        interval: "15s",
        timeout: "10s",
        bearerToken: undefined,
        labels: {},
      },
    ]);
  });

  test("MinIO's token and a target outside the cluster come from the stack file", () => {
    const { scrapes } = gauzian({
      systems: {
        gauzian: {
          backend: { static: ["10.0.0.5:8080"] },
          minio: { bearerToken: { fromConfig: "minioToken" } },
        },
      },
    });
    expect(scrapes[0]?.target).toEqual({ kind: "static", addresses: ["10.0.0.5:8080"] });
    expect(scrapes[1]?.bearerToken).toEqual({ fromConfig: "minioToken" });
  });

  test("GAU-31 to GAU-36: the exporters are off until asked for, then beside the workload, with the named images", () => {
    expect(gauzian({ systems: { gauzian: {} } }).databases).toEqual([]);
    expect(gauzian(WITH_GAUZIAN).databases).toEqual([
      {
        type: "postgres",
        name: "gauzian-postgres",
        system: "gauzian",
        database: "gauzian",
        sslMode: "disable",
        image: "docker.io/prometheuscommunity/postgres-exporter:v0.15.0",
        sidecar: { kind: "Deployment", name: "postgres", namespace: "gauzian-v2" },
      },
      {
        type: "redis",
        name: "gauzian-redis",
        system: "gauzian",
        image: "docker.io/oliver006/redis_exporter:v1.55.0",
        sidecar: { kind: "Deployment", name: "redis", namespace: "gauzian-v2" },
      },
    ]);
  });

  test("every credential that the stack file gives an exporter reaches it", () => {
    const login = { user: { fromConfig: "exporter" }, password: { fromConfig: "exporterPassword" } };
    const { databases } = gauzian({
      systems: {
        gauzian: {
          postgresExporter: { workload: "postgres", ...login },
          redisExporter: { workload: "redis", ...login },
        },
      },
    });

    expect(databases).toEqual([expect.objectContaining(login), expect.objectContaining(login)]);
  });

  test("GAU-38 to GAU-40: the alerts are installed where the stack file asks for them", () => {
    const names = (alerts: boolean) =>
      planOf({ systems: { gauzian: { alerts } } })
        .ruleFiles.filter(({ source }) => source === "rules/gauzian.yaml")
        .flatMap(({ groups }) =>
          groups.flatMap(({ rules }) => rules.map((rule) => ("alert" in rule ? rule.alert : ""))),
        );
    expect(names(false)).toEqual([]);
    expect(names(true)).toEqual([
      "GauzianBackendDown",
      "GauzianMinioDown",
      "GauzianHttpSuccessRateLow",
      "GauzianHttpLatencyHigh",
      "GauzianAuthFailuresHigh",
    ]);
  });

  test("the dashboard is there with or without the alerts, with the same limits; only the ways to runbooks go", () => {
    const json = (alerts: boolean) =>
      planOf({ systems: { gauzian: { alerts } } }).dashboards.find(({ uid }) => uid === "gauzian-overview")
        ?.json;
    const menus = /,\s*"links": \[\s*\{\s*"targetBlank": false,\s*"title": "(?:Runbook|Logs)[^\]]*\]/g;
    expect(json(false)).toMatch(/"steps"/);
    expect(json(false)).not.toContain("Runbook: ");
    expect(json(true)?.replaceAll(menus, "")).toBe(json(false)?.replaceAll(menus, ""));
  });
});
