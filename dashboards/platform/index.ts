import type { DashboardSource } from "../contract";
import { HOME, home } from "./home";
import { KUBERNETES, kubernetesOverview } from "./kubernetes";
import { LOGS, logsExplorer } from "./logs";
import { NODES, nodesOverview } from "./nodes";
import { STACK_HEALTH, stackHealth } from "./stack-health";

export const homeDashboard: DashboardSource = { kind: "built", ...HOME, build: home };
export const kubernetesDashboard: DashboardSource = {
  kind: "built",
  ...KUBERNETES,
  build: kubernetesOverview,
};
export const nodesDashboard: DashboardSource = { kind: "built", ...NODES, build: nodesOverview };
export const stackHealthDashboard: DashboardSource = { kind: "built", ...STACK_HEALTH, build: stackHealth };
export const logsDashboard: DashboardSource = { kind: "built", ...LOGS, build: logsExplorer };
