import type { Database } from "../../config/schema/databases";
import { checksum } from "../../base/serialise";

export interface Exporter {
  /** Name of the container, in a side-car as in a Deployment of its own. */
  readonly container: string;
  /** Port of `/metrics`, named `metrics`. */
  readonly port: number;
  /** Where the database listens beside a side-car. */
  readonly local: string;
}

/** The three exporters. Container names and ports are what Prometheus finds them by. */
export const EXPORTERS = {
  postgres: { container: "postgres-exporter", port: 9187, local: "localhost:5432" },
  redis: { container: "redis-exporter", port: 9121, local: "localhost:6379" },
  mongodb: { container: "mongodb-exporter", port: 9216, local: "localhost:27017" },
} as const satisfies Record<Database["type"], Exporter>;

export const METRICS_PORT = "metrics";

const MAX_NAME = 63;

/** Name of the Deployment and Service of an exporter that runs on its own: `orders-postgres-exporter`. */
export function exporterApp(database: Database): string {
  const name = `${database.name}-${EXPORTERS[database.type].container}`;
  if (name.length <= MAX_NAME) return name;
  const hash = checksum(name).slice(0, 8);
  return `${name.slice(0, MAX_NAME - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}

/** `host:port` that the exporter connects to. */
export function databaseAddress(database: Database): string {
  return database.address ?? EXPORTERS[database.type].local;
}
