export { Grafana } from "./grafana";
export { grafanaFiles } from "./config";
export { DATASOURCE_UIDS } from "./datasources";
