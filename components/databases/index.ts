export { DatabaseExporter } from "./database-exporter";
export { DatabaseExporters, type DatabaseExportersArgs } from "./database-exporters";
export { ExporterSidecar } from "./exporter-sidecar";
export { EXPORTERS, METRICS_PORT, exporterApp } from "./naming";
export type { WorkloadPatch } from "./sidecar-patch";
