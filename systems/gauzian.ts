import type { Database } from "../config/schema/databases";
import type { Duration } from "../config/schema/scalars";
import type { Gauzian } from "../config/schema/systems";
import { GAUZIAN_OVERVIEW, gauzianOverview } from "../dashboards/gauzian";
import { targetSource } from "./apps";
import { productLogs } from "./product-logs";
import type { System } from "./model";

/** GAU-13; written out, since the stack's own interval may differ. The timeout must not exceed it. */
const EVERY_15S = { interval: "15s" as Duration, timeout: "10s" as Duration };
/** Images that the specification names (GAU-31, GAU-34). */
const POSTGRES_EXPORTER = "docker.io/prometheuscommunity/postgres-exporter:v0.15.0";
const REDIS_EXPORTER = "docker.io/oliver006/redis_exporter:v1.55.0";

/** Gauzian: file storage on a Rust backend, PostgreSQL, Redis and MinIO. Decisions: docs/systems/gauzian.md. */
export function gauzianSystem(gauzian: Gauzian): System {
  const { bearerToken, target } = gauzian.minio;
  return {
    name: "gauzian",
    title: "Gauzian",
    scrapes: [
      {
        job: "gauzian-backend",
        target: targetSource(gauzian.backend),
        path: "/metrics",
        scheme: "http",
        ...EVERY_15S,
        labels: {},
      },
      {
        job: "minio",
        target: targetSource(target),
        path: "/minio/v2/metrics/cluster",
        scheme: "http",
        ...EVERY_15S,
        bearerToken,
        labels: {},
      },
    ],
    probes: [],
    rules: gauzian.alerts ? [{ file: "rules/gauzian.yaml" }] : [],
    lokiRules: [],
    dashboards: [
      { kind: "built", ...GAUZIAN_OVERVIEW, build: (input) => gauzianOverview(gauzian.namespace, input) },
    ],
    databases: [...postgres(gauzian), ...redis(gauzian)],
    logs: productLogs(gauzian.namespace),
    logFiles: [],
  };
}

function postgres({ namespace, postgresExporter: exporter }: Gauzian): Database[] {
  if (exporter?.enabled !== true) return [];
  const { kind, workload, image, user, password, resources } = exporter;
  return [
    {
      type: "postgres",
      name: "gauzian-postgres",
      system: "gauzian",
      database: "gauzian",
      sslMode: "disable",
      image: image ?? POSTGRES_EXPORTER,
      sidecar: { kind, name: workload, namespace: exporter.namespace ?? namespace },
      user,
      password,
      resources,
    },
  ];
}

function redis({ namespace, redisExporter: exporter }: Gauzian): Database[] {
  if (exporter?.enabled !== true) return [];
  const { kind, workload, image, user, password, resources } = exporter;
  return [
    {
      type: "redis",
      name: "gauzian-redis",
      system: "gauzian",
      image: image ?? REDIS_EXPORTER,
      sidecar: { kind, name: workload, namespace: exporter.namespace ?? namespace },
      user,
      password,
      resources,
    },
  ];
}
