import type { Settings } from "../../config/schema";
import type { Database } from "../../config/schema/databases";
import type { ContainerTarget, ScrapeJob, System, TargetSource } from "../../systems/model";
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
  const injected = injectedExporter(database);
  if (injected !== undefined) return { kind: "container", ...injected };
  return {
    kind: "service",
    namespace: settings.namespace.name,
    service: exporterApp(database),
    port: METRICS_PORT,
  };
}

/** Where the exporter is that was added to somebody else's workload; undefined for one that runs on its own. */
export function injectedExporter({ type, sidecar }: Database): ContainerTarget | undefined {
  if (sidecar === undefined) return undefined;
  const { container, port } = EXPORTERS[type];
  const { namespace, kind, name } = sidecar;
  return { namespace, workload: { kind, name }, container, port };
}
