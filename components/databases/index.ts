export { DatabaseExporter } from "./database-exporter";
export { DatabaseExporters } from "./database-exporters";
export { ExporterSidecar } from "./exporter-sidecar";
export { EXPORTERS, METRICS_PORT, exporterApp } from "./naming";
