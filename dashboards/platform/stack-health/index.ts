import type { DashboardInput, DashboardJson } from "../../contract";
import { dashboard, targetVariables } from "../../kit";
import { collectorTraffic, lokiErrors, lokiLines } from "./logs";
import {
  headSeries,
  memoryByPart,
  notifications,
  notificationsFailed,
  ruleFailures,
  samplesStored,
  slowestRules,
  storageSize,
  targetsDown,
  targetsUp,
  watchdog,
} from "./metrics";
import { grafanaErrors, grafanaRequests } from "./ui";

export const STACK_HEALTH = { uid: "vigie-stack", title: "Stack health" } as const;

/** The stack watching itself: targets, Prometheus, Alertmanager, Loki, collector, Grafana. */
export function stackHealth(input: DashboardInput): DashboardJson {
  return dashboard({
    ...STACK_HEALTH,
    description: "Whether the monitoring itself works: what it scrapes, stores, evaluates and sends.",
    tags: ["platform"],
    alerts: 'system="platform"',
    variables: [...targetVariables('system=~".+"')],
    rows: [
      { title: "Targets", panels: [watchdog(), targetsUp(), targetsDown()] },
      {
        title: "Prometheus",
        panels: [
          headSeries(),
          samplesStored(),
          storageSize(),
          ruleFailures(),
          slowestRules(),
          memoryByPart(),
        ],
      },
      { title: "Notifications", panels: [notifications(), notificationsFailed()] },
      ...(input.logs ? [{ title: "Logs", panels: [lokiLines(), lokiErrors(), collectorTraffic()] }] : []),
      { title: "Grafana", panels: [grafanaRequests(), grafanaErrors()] },
    ],
  });
}
