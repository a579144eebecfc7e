export { Alertmanager, type AlertmanagerArgs } from "./alertmanager";
export { alertmanagerConfig } from "./config";
export { explainRoute } from "./routes";
