import { series } from "../kit";
import type { Query } from "../kit";

/** Targets whose series the dashboard draws: Tumulte's own, and the platform's that see its nodes and containers. */
export const TARGETS = 'job=~"tumulte-.+|node-exporter|kubelet|cadvisor|kube-state-metrics"';

/** Selector of the backend's series. `system` keeps other products out. */
export function backend(metric: string, ...matchers: readonly string[]): string {
  return series(metric, 'system="tumulte"', 'job="tumulte-backend"', ...matchers);
}

/** Selector of the nodes' series: node-exporter belongs to the platform, every node counts. */
export function nodes(metric: string, ...matchers: readonly string[]): string {
  return series(metric, 'job="node-exporter"', ...matchers);
}

/** Selector of what the exporter of one of Tumulte's databases says. */
export function database(metric: string, type: "postgres" | "redis", ...matchers: readonly string[]): string {
  return series(metric, 'system="tumulte"', `job="tumulte-${type}"`, ...matchers);
}

/** A quantile in seconds over five minutes, as TUM-117 writes it. */
export function quantile(q: number): Query {
  const buckets = backend("tumulte_http_request_duration_seconds_bucket");
  return {
    expr: `histogram_quantile(${q}, sum(rate(${buckets}[$__rate_interval])) by (le))`,
    legend: `p${q * 100}`,
    window: "5m",
  };
}
