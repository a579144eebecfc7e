/** Selector of the backend's series. `system` keeps other products out; the variable narrows it to one instance. */
export function backend(metric: string, ...matchers: readonly string[]): string {
  const own = ['system="tumulte"', 'job="tumulte-backend"', 'instance=~"$instance"'];
  return `${metric}{${[...own, ...matchers].join(", ")}}`;
}

/** Selector of the nodes' series: node-exporter belongs to the platform, every node counts. */
export function nodes(metric: string, ...matchers: readonly string[]): string {
  return `${metric}{${['job="node-exporter"', ...matchers].join(", ")}}`;
}

/** Selector of what the exporter of one of Tumulte's databases says. */
export function database(metric: string, type: "postgres" | "redis", ...matchers: readonly string[]): string {
  return `${metric}{${['system="tumulte"', `job="tumulte-${type}"`, ...matchers].join(", ")}}`;
}

/** p95 in seconds over five minutes, as TUM-117 writes it. */
export function p95(): string {
  const buckets = backend("tumulte_http_request_duration_seconds_bucket");
  return `histogram_quantile(0.95, sum(rate(${buckets}[5m])) by (le))`;
}
