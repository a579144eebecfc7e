import type { Database } from "../../config/schema/databases";
import type { DashboardSource } from "../contract";
import { DATABASES, databasesOverview } from "./databases";
import { HOME, home } from "./home";
import { KUBERNETES, kubernetesOverview } from "./kubernetes";
import { LOGS, logsExplorer } from "./logs";
import { NODES, nodesOverview } from "./nodes";
import { PROBES, probesOverview } from "./probes";
import { STACK_HEALTH, stackHealth } from "./stack-health";
import { TRAEFIK, traefikOverview } from "./traefik";

export const homeDashboard: DashboardSource = { kind: "built", ...HOME, build: home };
export const kubernetesDashboard: DashboardSource = {
  kind: "built",
  ...KUBERNETES,
  build: kubernetesOverview,
};
export const nodesDashboard: DashboardSource = { kind: "built", ...NODES, build: nodesOverview };
export const stackHealthDashboard: DashboardSource = { kind: "built", ...STACK_HEALTH, build: stackHealth };
export const logsDashboard: DashboardSource = { kind: "built", ...LOGS, build: logsExplorer };
export const probesDashboard: DashboardSource = { kind: "built", ...PROBES, build: probesOverview };
export const traefikDashboard: DashboardSource = { kind: "built", ...TRAEFIK, build: traefikOverview };

/** Of those databases, and no row for a kind that is not among them. */
export function databasesDashboard(databases: readonly Database[]): DashboardSource {
  return { kind: "built", ...DATABASES, build: (input) => databasesOverview(databases, input) };
}
