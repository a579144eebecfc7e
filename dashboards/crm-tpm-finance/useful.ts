import { above, firingAlerts, logLines, series } from "../kit";
import type { PanelSpec } from "../kit";
import { api } from "./select";

/** CRM-16, CRM-108 */
export function up(): PanelSpec {
  return {
    key: "up",
    type: "stat",
    title: "API",
    description: "1: the instance answers. 0: it does not, and ServiceDown fires once no other does.",
    unit: "bool_on_off",
    steps: [
      { from: undefined, color: "red" },
      { from: 1, color: "green" },
    ],
    noValue: "no target",
    queries: [{ expr: series("up", 'job="crm-api"'), legend: "{{instance}}" }],
  };
}

/** CRM-63, CRM-107: the annotation "Firing alerts" of every dashboard is the specification's query. */
export function firing(): PanelSpec {
  return firingAlerts('{system="crm-tpm-finance"}', {
    key: "firing",
    title: "Firing alerts",
    description: "What fires right now of this system, or is about to. Each alert leads to its rule.",
  });
}

/** CRM-109 */
export function meanCpu(): PanelSpec {
  return {
    key: "mean-cpu",
    type: "timeseries",
    title: "Mean CPU over 5 minutes",
    description: "The same number as the gauge above, without its peaks.",
    unit: "percent",
    min: 0,
    max: 100,
    queries: [{ expr: `avg_over_time(${api("system_cpu_percent")}[5m])`, legend: "{{instance}}" }],
  };
}

/** CRM-113: the line is the number that the specification's query compares with. */
export function diskInAWeek(full: number): PanelSpec {
  return {
    key: "disk-in-a-week",
    type: "timeseries",
    title: "Disk in seven days",
    description:
      "Where the disk will be in seven days if it goes on as in the last day. Above the line it is full within a week.",
    unit: "percent",
    steps: above(full),
    queries: [
      { expr: `predict_linear(${api("system_disk_percent")}[1d], 7*24*3600)`, legend: "{{instance}}" },
    ],
  };
}

/** CRM-75, CRM-123: where this stack collects logs they stand here. */
export function productLogs(namespace: string): PanelSpec {
  return logLines(
    namespace,
    "Logs",
    "Recent lines of the CRM's pods, without those of level debug; the search above narrows them.",
  );
}
