import type { Database } from "../config/schema/databases";
import type { Settings } from "../config/schema";
import type { Duration } from "../config/schema/scalars";
import type { Tumulte } from "../config/schema/systems";
import { TUMULTE_OVERVIEW, tumulteOverview } from "../dashboards/tumulte";
import { targetSource } from "./apps";
import { productLogs } from "./product-logs";
import type { ScrapeJob, System } from "./model";

/** TUM-28; written out, since the stack's own interval may differ. The timeout must not exceed it. */
const EVERY_15S = { interval: "15s" as Duration, timeout: "10s" as Duration };

/** Tumulte: polls on AdonisJS, Nuxt, PostgreSQL and Redis. Decisions: docs/systems/tumulte.md. */
export function tumulteSystem(tumulte: Tumulte, exporters: Settings["exporters"]): System {
  return {
    name: "tumulte",
    title: "Tumulte",
    scrapes: [
      application("tumulte-backend", tumulte.backend),
      application("tumulte-frontend", tumulte.frontend),
    ],
    probes: [],
    rules: [{ file: "rules/tumulte.yaml", without: blindAlerts(tumulte, exporters) }],
    lokiRules: [],
    dashboards: [{ kind: "built", ...TUMULTE_OVERVIEW, build: (input) => tumulteOverview(tumulte, input) }],
    databases: [...postgres(tumulte), ...redis(tumulte)],
    logs: productLogs(tumulte.namespace),
    logFiles: [],
  };
}

function application(job: string, target: Tumulte["backend"]): ScrapeJob {
  return {
    job,
    target: targetSource(target),
    path: "/metrics",
    scheme: "http",
    ...EVERY_15S,
    labels: {},
  };
}

/** Alerts whose exporter this stack does not run: they would fire for ever, or never. */
function blindAlerts(
  { postgres: hasPostgres, redis: hasRedis }: Tumulte,
  { nodeExporter, kubeStateMetrics }: Settings["exporters"],
): string[] {
  return [
    ...(hasPostgres === undefined ? ["PostgresDown"] : []),
    ...(hasRedis === undefined ? ["RedisDown"] : []),
    ...(nodeExporter.enabled ? [] : ["HighCpuUsage", "LowMemoryAvailable", "DiskSpaceLow"]),
    ...(kubeStateMetrics.enabled ? [] : ["ContainerRestarting"]),
  ];
}

function postgres({ postgres: settings }: Tumulte): Database[] {
  if (settings === undefined) return [];
  return [{ type: "postgres", name: "tumulte-postgres", system: "tumulte", ...settings }];
}

function redis({ redis: settings }: Tumulte): Database[] {
  if (settings === undefined) return [];
  return [{ type: "redis", name: "tumulte-redis", system: "tumulte", ...settings }];
}
