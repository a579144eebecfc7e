import type { DashboardJson } from "../contract";
import { dashboard, lokiLabelVariable, lokiVariable, searchVariable } from "../kit";
import type { PanelSpec } from "../kit";

export const LOGS = { uid: "vigie-logs", title: "Logs explorer" } as const;

/** The same colours as Grafana's own for log lines. */
const LEVELS = {
  critical: "red",
  error: "red",
  warning: "yellow",
  info: "green",
  debug: "blue",
} as const;

/** `(?i)` and an empty search match every line. */
const SELECTED = '{namespace=~"$namespace", app=~"$app"} |~ `(?i)$search`';

export function logsExplorer(): DashboardJson {
  return dashboard({
    ...LOGS,
    description: "Log lines of every pod by namespace and app, and how many of which level.",
    tags: ["platform", "logs"],
    alerts: 'system=~".+"',
    variables: [
      lokiVariable(),
      lokiLabelVariable({ name: "namespace", label: "Namespace", query: "namespace" }),
      lokiLabelVariable({ name: "app", label: "App", query: "app" }),
      searchVariable(),
    ],
    rows: [{ panels: [volume(), errors(), lines()] }],
  });
}

function volume(): PanelSpec {
  return {
    key: "volume",
    type: "timeseries",
    title: "Lines by level",
    description: "How many lines were written, by level. Lines whose level nobody could tell have none.",
    unit: "short",
    min: 0,
    stacked: true,
    bars: true,
    colors: LEVELS,
    width: 12,
    queries: [
      {
        datasource: "loki",
        expr: `sum by (level) (count_over_time(${SELECTED} [$__auto]))`,
        legend: "{{level}}",
      },
    ],
  };
}

function errors(): PanelSpec {
  const selector = SELECTED.replace("}", ', level=~"error|critical"}');
  return {
    key: "errors",
    type: "timeseries",
    title: "Errors by app",
    description: "Lines of level error and above, per second.",
    unit: "cps",
    min: 0,
    width: 12,
    noValue: "none",
    queries: [
      {
        datasource: "loki",
        expr: `sum by (namespace, app) (rate(${selector} [$__auto]))`,
        legend: "{{namespace}}/{{app}}",
      },
    ],
  };
}

function lines(): PanelSpec {
  return {
    key: "lines",
    type: "logs",
    title: "Lines",
    description: "The lines themselves, newest first; click one for its labels and its pod.",
    unit: "short",
    width: 24,
    height: 16,
    queries: [{ datasource: "loki", expr: SELECTED }],
  };
}
