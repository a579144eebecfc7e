import { series } from "../kit";

/** Selector of the backend's series. `system` keeps other products with the same metric names out. */
export function backend(metric: string, ...matchers: readonly string[]): string {
  return series(metric, 'system="gauzian"', ...matchers);
}

/** p95 in seconds of a histogram, by more labels than `le` where given. */
export function p95(histogram: string, ...by: readonly string[]): string {
  const labels = ["le", ...by].join(", ");
  return `histogram_quantile(0.95, sum by (${labels}) (rate(${backend(`${histogram}_bucket`)}[$__rate_interval])))`;
}
