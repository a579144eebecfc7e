export { LogCollector } from "./log-collector";
export { logPipeline } from "./pipeline";
export { promtailConfig } from "./promtail";
export { alloyConfig } from "./alloy";
