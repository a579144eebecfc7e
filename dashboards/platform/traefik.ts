import type { DashboardInput, DashboardJson } from "../contract";
import { above, dashboard, series, seriesVariables } from "../kit";
import type { PanelSpec } from "../kit";

export const TRAEFIK = { uid: "vigie-traefik", title: "Traefik" } as const;

const RULES = "rules/platform/traefik.yaml";
const REQUESTS = "traefik_service_requests_total";

/** Rate, errors and duration of every service behind Traefik. */
export function traefikOverview(input: DashboardInput): DashboardJson {
  return dashboard({
    ...TRAEFIK,
    description: "Requests through Traefik: how many, how many fail, and how long they take, by service.",
    tags: ["platform"],
    alerts: 'alertname=~"Traefik.+"',
    // Found by its annotations or scraped by a job of our own: the name of the job differs, the series do not.
    variables: [...seriesVariables(REQUESTS, `${REQUESTS}{job=~"$job"}`)],
    rows: [
      { panels: [requests(), errors(input.threshold(RULES, "TraefikServiceErrors")), duration(), codes()] },
    ],
  });
}

function perService(...matchers: readonly string[]): string {
  return `sum by (service) (rate(${series(REQUESTS, ...matchers)}[$__rate_interval]))`;
}

function requests(): PanelSpec {
  return {
    key: "requests",
    type: "timeseries",
    title: "Requests by service",
    description: "Requests per second that Traefik passed to each service.",
    unit: "reqps",
    min: 0,
    width: 12,
    noValue: "no requests",
    queries: [{ expr: perService(), legend: "{{service}}" }],
  };
}

function errors(bad: number): PanelSpec {
  return {
    key: "errors",
    type: "timeseries",
    title: "Failed requests by service",
    description:
      "Share of a service's answers that are 5xx, over five minutes. The line is the alert TraefikServiceErrors.",
    unit: "percent",
    min: 0,
    width: 12,
    steps: above(bad),
    noValue: "none",
    queries: [
      {
        expr: `100 * ${perService('code=~"5.."')} / ${perService()}`,
        legend: "{{service}}",
        window: "5m",
      },
    ],
  };
}

function duration(): PanelSpec {
  const rate = (part: "sum" | "count") =>
    `sum by (service) (rate(${series(`traefik_service_request_duration_seconds_${part}`)}[$__rate_interval]))`;
  return {
    key: "duration",
    type: "timeseries",
    title: "Time to answer, mean",
    description:
      "Mean time that a service takes to answer; Traefik's four buckets are too wide for a percentile.",
    unit: "s",
    min: 0,
    width: 12,
    noValue: "no requests",
    queries: [{ expr: `${rate("sum")} / ${rate("count")}`, legend: "{{service}}" }],
  };
}

function codes(): PanelSpec {
  return {
    key: "codes",
    type: "timeseries",
    title: "Requests by status",
    description: "Requests per second by the status of the answer, over all services.",
    unit: "reqps",
    min: 0,
    stacked: true,
    width: 12,
    noValue: "no requests",
    queries: [{ expr: `sum by (code) (rate(${series(REQUESTS)}[$__rate_interval]))`, legend: "{{code}}" }],
  };
}
