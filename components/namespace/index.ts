export { MonitoringNamespace, type MonitoringNamespaceArgs } from "./namespace";
