import type { Settings } from "../../config/schema";
import type { Database } from "../../config/schema/databases";
import type { ScrapeJob, System, TargetSource } from "../../systems/model";
import { EXPORTERS, METRICS_PORT, exporterApp } from "../databases/naming";
import { scrapeConfig } from "./jobs";
import type { ScrapeConfig } from "./model";

/** The job of one database's exporter, named like the database. */
export function databaseJob(database: Database, system: System, settings: Settings): ScrapeConfig {
  const job: ScrapeJob = {
    job: database.name,
    target: exporterTarget(database, settings),
    path: "/metrics",
    scheme: "http",
    labels: { database: database.name },
  };
  return scrapeConfig(job, system, settings);
}

function exporterTarget(database: Database, settings: Settings): TargetSource {
  const { container, port } = EXPORTERS[database.type];
  if (database.sidecar !== undefined) {
    return { kind: "container", namespace: database.sidecar.namespace, container, port };
  }
  return {
    kind: "service",
    namespace: settings.namespace.name,
    service: exporterApp(database),
    port: METRICS_PORT,
  };
}
