import type { DashboardInput, DashboardJson } from "../contract";
import { lokiVariable, searchVariable } from "../kit";
import { slowestEndpoints } from "./endpoints";
import { crmDashboard, RULES } from "./frame";
import { cpu, disk, diskOfTotal, memory, memoryBytes, memoryOfTotal } from "./system";
import { diskInAWeek, firing, meanCpu, productLogs, up } from "./useful";
import {
  activeUsers,
  businessEntities,
  cacheHitRate,
  cacheKeys,
  cacheMemory,
  cachePerformance,
  databaseConnections,
  databaseDuration,
  interactions,
  tasks,
  tasksByStatus,
  taskShares,
} from "./work";

export const CRM_OVERVIEW = {
  uid: "crm-tpm-finance-overview",
  title: "CRM TPM Finance - Overview",
} as const;

/** Fullness that the prediction of CRM-113 calls full. */
const FULL = 95;

/** CRM-64: the eight panels of the specification in its order, then its useful queries and what it names besides. */
export function crmOverview(namespace: string, input: DashboardInput): DashboardJson {
  const of = (alert: string) => input.threshold(RULES, alert);
  const levels = (warning: string, critical: string) => ({ warning: of(warning), critical: of(critical) });
  return crmDashboard({
    ...CRM_OVERVIEW,
    description: "CRM TPM Finance: the API's machine, database, tasks, cache and business figures.",
    variables: input.logs ? [lokiVariable(), searchVariable()] : [],
    rows: [
      {
        panels: [
          cpu(levels("HighCPUUsage", "CriticalCPUUsage")),
          memory(levels("HighMemoryUsage", "CriticalMemoryUsage")),
          disk(levels("DiskSpaceRunningOut", "DiskSpaceCritical")),
          databaseConnections(of("HighDatabaseConnections")),
          tasks(),
          businessEntities(),
          memoryBytes(),
          cachePerformance(),
        ],
      },
      {
        title: "Useful queries",
        panels: [
          up(),
          firing(),
          meanCpu(),
          taskShares(of("HighTaskFailureRate")),
          cacheHitRate(of("LowCacheHitRate")),
          slowestEndpoints(),
          diskInAWeek(FULL),
        ],
      },
      {
        title: "Details",
        collapsed: true,
        panels: [
          interactions(),
          activeUsers(),
          tasksByStatus(),
          cacheMemory(of("HighCacheMemory")),
          cacheKeys(),
          databaseDuration(),
          memoryOfTotal(),
          diskOfTotal(),
          ...(input.logs ? [productLogs(namespace)] : []),
        ],
      },
    ],
  });
}
