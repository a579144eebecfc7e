export { MonitoringStack, type MonitoringStackArgs, type Transforms } from "./monitoring-stack";
export type { StackOutputs } from "./outputs";
export { stackProviders } from "./providers";
