import type { Tumulte } from "../../config/schema/systems";
import type { DashboardInput, DashboardJson } from "../contract";
import { dashboard, lokiVariable, searchVariable, targetVariables } from "../kit";
import type { RowSpec } from "../kit";
import {
  cacheLookups,
  databaseConnections,
  pollsActive,
  pollsLaunched,
  votes,
  webSockets,
} from "./application";
import { containerCpu, containerMemory, productLogs, restarts } from "./containers";
import { postgresPanels, redisPanels } from "./databases";
import { cacheHitRate, errorRate, latency, requestsPerSecond, responses } from "./http";
import { cpu, disk, memory, network } from "./nodes";
import { scalingRow } from "./scaling";
import { TARGETS } from "./select";
import { services } from "./services";

export const TUMULTE_OVERVIEW = { uid: "tumulte-overview", title: "Tumulte - Overview" } as const;

const RULES = "rules/tumulte.yaml";

/** TUM-67, TUM-68: the queries of section 13, the levels of section 14, and what the ten alerts speak about. */
export function tumulteOverview(tumulte: Tumulte, input: DashboardInput): DashboardJson {
  return dashboard({
    ...TUMULTE_OVERVIEW,
    description: "Tumulte: traffic, polls and votes, when to scale, databases, nodes and containers.",
    tags: ["tumulte"],
    alerts: 'system="tumulte"',
    variables: [...targetVariables(TARGETS), ...(input.logs ? [lokiVariable(), searchVariable()] : [])],
    rows: rows(tumulte, input),
  });
}

function rows(tumulte: Tumulte, input: DashboardInput): readonly RowSpec[] {
  const { namespace, postgres, redis, poolSize } = tumulte;
  const threshold = (alert: string) => input.threshold(RULES, alert);
  const hasNodes = input.has("node-exporter");
  const hasContainers = input.has("cadvisor");
  const databases = [
    ...(postgres === undefined ? [] : postgresPanels()),
    ...(redis === undefined ? [] : redisPanels()),
  ];
  return [
    {
      panels: [
        services(tumulte),
        requestsPerSecond(),
        latency(threshold("HighRequestLatency")),
        errorRate(threshold("HighErrorRate")),
        cacheHitRate(),
        ...(hasNodes ? [cpu(threshold("HighCpuUsage")), memory(threshold("LowMemoryAvailable"))] : []),
      ],
    },
    scalingRow(poolSize, hasNodes),
    {
      title: "Polls",
      panels: [
        pollsActive(),
        pollsLaunched(),
        votes(),
        webSockets(),
        databaseConnections(),
        cacheLookups(),
        responses(),
      ],
    },
    ...(databases.length === 0 ? [] : [{ title: "Databases", collapsed: true, panels: databases }]),
    {
      title: "Nodes and containers",
      collapsed: true,
      panels: [
        ...(hasNodes ? [disk(threshold("DiskSpaceLow"))] : []),
        ...(hasNodes && hasContainers ? [network()] : []),
        ...(input.has("kube-state-metrics") ? [restarts(namespace, threshold("ContainerRestarting"))] : []),
        ...(hasContainers ? [containerCpu(namespace), containerMemory(namespace)] : []),
        ...(input.logs ? [productLogs(namespace)] : []),
      ],
    },
  ];
}
