export { Loki } from "./loki";
export { lokiConfig, lokiRuleFiles } from "./config";
