import { series } from "../../kit";
import type { PanelSpec } from "../../kit";

export function grafanaRequests(): PanelSpec {
  return {
    key: "grafana-requests",
    type: "timeseries",
    title: "Grafana requests",
    description: "Requests that Grafana answered, by status.",
    unit: "reqps",
    min: 0,
    width: 12,
    queries: [
      {
        expr: `sum by (status_code) (rate(${series("grafana_http_request_duration_seconds_count", 'job="grafana"')}[$__rate_interval]))`,
        legend: "{{status_code}}",
      },
    ],
  };
}

export function grafanaErrors(): PanelSpec {
  return {
    key: "grafana-errors",
    type: "timeseries",
    title: "Grafana errors",
    description: "Share of Grafana's answers that are 5xx. The alert is GrafanaRequestErrors.",
    unit: "percent",
    min: 0,
    width: 12,
    noValue: "no requests",
    queries: [
      {
        expr:
          `100 * (sum(rate(${series("grafana_http_request_duration_seconds_count", 'job="grafana"', 'status_code=~"5.."')}[$__rate_interval])) or vector(0))` +
          ` / sum(rate(${series("grafana_http_request_duration_seconds_count", 'job="grafana"')}[$__rate_interval]))`,
        legend: "5xx",
      },
    ],
  };
}
