import { series } from "../../kit";
import type { PanelSpec } from "../../kit";

export function lokiLines(): PanelSpec {
  return {
    key: "loki-lines",
    type: "timeseries",
    title: "Log lines stored",
    description: "Lines that Loki took in per second.",
    unit: "cps",
    min: 0,
    queries: [
      {
        expr: `sum(rate(${series("loki_distributor_lines_received_total", 'job="loki"')}[$__rate_interval]))`,
        legend: "lines",
      },
    ],
  };
}

export function lokiErrors(): PanelSpec {
  return {
    key: "loki-errors",
    type: "timeseries",
    title: "Loki requests failed",
    description: "Share of Loki's answers that are 5xx, by route.",
    unit: "percent",
    min: 0,
    noValue: "none",
    queries: [
      {
        expr:
          `100 * sum by (route) (rate(${series("loki_request_duration_seconds_count", 'job="loki"', 'status_code=~"5.."')}[$__rate_interval]))` +
          ` / sum by (route) (rate(${series("loki_request_duration_seconds_count", 'job="loki"')}[$__rate_interval]))`,
        legend: "{{route}}",
      },
    ],
  };
}

/** Promtail and Alloy count the same things under different names; only one of them runs. */
export function collectorTraffic(): PanelSpec {
  const rate = (metric: string) => `sum by (job) (rate(${series(metric)}[$__rate_interval]))`;
  return {
    key: "collector",
    type: "timeseries",
    title: "Log lines sent and dropped",
    description: "Lines that the collectors sent to Loki, and those that they gave up on.",
    unit: "cps",
    min: 0,
    queries: [
      {
        expr: `${rate("promtail_sent_entries_total")} or ${rate("loki_write_sent_entries_total")}`,
        legend: "{{job}} sent",
      },
      {
        expr: `${rate("promtail_dropped_entries_total")} or ${rate("loki_write_dropped_entries_total")}`,
        legend: "{{job}} dropped",
      },
    ],
  };
}
