export { BlackboxExporter, type BlackboxExporterArgs } from "./blackbox-exporter";
export { KubeStateMetrics, type KubeStateMetricsArgs } from "./kube-state-metrics";
export { NodeExporter, type NodeExporterArgs } from "./node-exporter";
export { blackboxConfig, probeModule } from "./blackbox-config";
