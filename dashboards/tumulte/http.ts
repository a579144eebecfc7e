import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { backend, quantile } from "./select";

/** TUM-37, TUM-116 */
export function requestsPerSecond(): PanelSpec {
  return {
    key: "requests",
    type: "timeseries",
    title: "Requests per second",
    description:
      "HTTP requests that the backend answers, all instances together. A sudden fall to zero: see Services.",
    unit: "reqps",
    min: 0,
    queries: [
      {
        expr: `sum(rate(${backend("tumulte_http_requests_total")}[$__rate_interval]))`,
        legend: "requests",
        window: "5m",
      },
    ],
  };
}

/** TUM-38, TUM-117: the line is the alert's. */
export function latency(bad: number): PanelSpec {
  return {
    key: "latency",
    type: "timeseries",
    title: "Latency p50/p95/p99",
    description:
      "How long requests take. The alert HighRequestLatency fires while p95 stays above the line; when to scale is in the row below.",
    unit: "s",
    min: 0,
    steps: above(bad),
    queries: [0.5, 0.95, 0.99].map(quantile),
  };
}

/** TUM-118: the line is the alert's. Without a single 5xx there is no such series, which is 0 %. */
export function errorRate(bad: number): PanelSpec {
  const failed = backend("tumulte_http_requests_total", 'status_code=~"5.."');
  const all = backend("tumulte_http_requests_total");
  return {
    key: "errors",
    type: "timeseries",
    title: "Error rate",
    description:
      "Share of responses with a status of 500 or more. The alert HighErrorRate fires above the line.",
    unit: "percentunit",
    min: 0,
    noValue: "no error",
    steps: above(bad),
    queries: [
      {
        expr: `sum(rate(${failed}[$__rate_interval])) / sum(rate(${all}[$__rate_interval]))`,
        legend: "5xx",
        window: "5m",
      },
    ],
  };
}

/** TUM-37: by status, so that 4xx are seen too. */
export function responses(): PanelSpec {
  return {
    key: "responses",
    type: "timeseries",
    title: "Responses by status",
    description:
      "Responses per second by status code: 4xx, the request was refused; 5xx, the backend failed.",
    unit: "reqps",
    min: 0,
    stacked: true,
    queries: [
      {
        expr: `sum by (status_code) (rate(${backend("tumulte_http_requests_total")}[$__rate_interval]))`,
        legend: "{{status_code}}",
        window: "5m",
      },
    ],
  };
}

/** TUM-45, TUM-46, TUM-120. Idle, the quotient is NaN and nothing is drawn. */
export function cacheHitRate(): PanelSpec {
  const rate = (metric: string) => `sum(rate(${backend(metric)}[$__rate_interval]))`;
  const hits = rate("tumulte_cache_hits_total");
  return {
    key: "cache-hit-rate",
    type: "timeseries",
    title: "Cache hit rate",
    description: "Share of look-ups that the cache answers. Without any look-up nothing is drawn.",
    unit: "percent",
    min: 0,
    max: 100,
    noValue: "cache not in use",
    queries: [
      {
        expr: `${hits} / (${hits} + ${rate("tumulte_cache_misses_total")}) * 100`,
        legend: "hits",
        window: "5m",
      },
    ],
  };
}
