import type { Database } from "../../config/schema/databases";

/** Container name and port of the exporter of each database type; Prometheus finds sidecars by them. */
export const DATABASE_EXPORTERS = {
  postgres: { container: "postgres-exporter", port: 9187 },
  redis: { container: "redis-exporter", port: 9121 },
  mongodb: { container: "mongodb-exporter", port: 9216 },
} as const satisfies Record<Database["type"], { container: string; port: number }>;

/** Name of the exporter's port, on the container and on the Service. */
export const METRICS_PORT = "metrics";

/** App, Deployment and Service of an exporter that runs on its own, for a database named by its address. */
export function exporterServiceName(database: Pick<Database, "name">): string {
  return `database-${database.name}`;
}
