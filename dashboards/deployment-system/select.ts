import type { DashboardInput } from "../contract";
import { series } from "../kit";

const RULES = {
  critical: ["ServiceDown", "MongoDBDown", "DiskSpaceCritical", "MemoryCritical"],
  warning: ["HighPortUtilization", "DeploymentFailures", "HighCPU"],
  performance: ["HighLatency", "MongoDBSlow", "ContainerRestartLoop"],
  applications: ["ApplicationDown", "HighErrorRate"],
} as const;

type Alert = (typeof RULES)[keyof typeof RULES][number];

/** The number that an alert of this system compares with. */
export function limits(input: DashboardInput): (alert: Alert) => number {
  return (alert) => {
    const [file] =
      Object.entries(RULES).find(([, alerts]) => (alerts as readonly Alert[]).includes(alert)) ?? [];
    return input.threshold(`rules/deployment-system/${file ?? ""}.yaml`, alert);
  };
}

/** Series of one job; job names are unique over all systems, so no other product's are among them. */
export function of(job: string, metric: string, ...matchers: readonly string[]): string {
  return series(metric, `job="${job}"`, ...matchers);
}

export const portManager = (metric: string) => of("port-manager", metric);
export const deploymentApi = (metric: string, ...matchers: readonly string[]) =>
  of("deployment-api", metric, ...matchers);
export const server = (metric: string, ...matchers: readonly string[]) =>
  of("deployment-node-exporter", metric, ...matchers);
/** Docker's containers; cAdvisor's series without a name are the control groups around them. */
export const container = (metric: string) => of("deployment-cadvisor", metric, 'name!=""');
/** The applications that the reader chose: a variable of their own, or choosing one would empty the panels of containers. */
export const CHOSEN = 'instance=~"$application"';
/** What applications count themselves, narrowed to the chosen ones. */
export const application = (metric: string, ...matchers: readonly string[]) =>
  of("deployed-applications-metrics", metric, CHOSEN, ...matchers);
/** Answers to the health check of every port. */
export const port = (metric: string, ...matchers: readonly string[]) =>
  of("deployed-applications", metric, ...matchers);

/** Ports on which an application answered within a day. */
export const IN_USE = series("deployment_system:probe_success:max1d");

/** Answers of the chosen ports that are in use. */
export function used(metric: string): string {
  return `${port(metric, CHOSEN)} and on (instance) ${IN_USE}`;
}
