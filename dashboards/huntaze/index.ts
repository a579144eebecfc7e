import type { DashboardInput, DashboardJson } from "../contract";
import { dashboard, lokiVariable, searchVariable, targetVariables } from "../kit";
import { apiUp, errorBudget, health, healthParts, productLogs, slis } from "./application";
import { availability, errorRate, latency, throughput } from "./slis";

export const HUNTAZE_OVERVIEW = { uid: "huntaze-overview", title: "Huntaze - Overview" } as const;

const RULES = "rules/huntaze/objectives.yaml";

/** The dashboard that the source promises and does not describe: objectives, budgets, health. */
export function huntazeOverview(namespace: string, input: DashboardInput): DashboardJson {
  const threshold = (alert: string) => input.threshold(RULES, alert);
  return dashboard({
    ...HUNTAZE_OVERVIEW,
    description: "The four objectives of Huntaze, its error budgets and its health score.",
    tags: ["huntaze"],
    alerts: 'system="huntaze"',
    variables: [
      ...targetVariables('system="huntaze"'),
      ...(input.logs ? [lokiVariable(), searchVariable()] : []),
    ],
    rows: [
      {
        title: "Objectives",
        panels: [
          { ...availability(threshold("AvailabilityLow")), width: 6 },
          { ...latency(threshold("LatencyHigh")), width: 6 },
          { ...errorRate(threshold("ErrorRateHigh")), width: 6 },
          { ...throughput(threshold("ThroughputLow")), width: 6 },
        ],
      },
      {
        title: "As the application sees itself",
        panels: [health(), healthParts(), apiUp(), slis(), errorBudget()],
      },
      ...(input.logs ? [{ title: "Logs", collapsed: true, panels: [productLogs(namespace)] }] : []),
    ],
  });
}
