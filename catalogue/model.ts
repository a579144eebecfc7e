/** As Prometheus knows them; `untyped` is what says nothing about itself. */
export const METRIC_TYPES = ["counter", "gauge", "histogram", "summary", "untyped"] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** One family as its program exposes it: a histogram has the name without `_bucket`. */
export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  /** Its own labels, without those that scraping adds and without `le` and `quantile`. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, without +Inf. Empty when nobody knows them. */
  readonly buckets: readonly string[];
}

/** What one program exposes. */
export interface Catalogue {
  /** File it was read from, relative to the project. */
  readonly file: string;
  readonly title: string;
  /** Jobs whose series these are, as an anchored regular expression. */
  readonly jobs: RegExp;
  readonly metrics: ReadonlyMap<string, Metric>;
  /** All values that a label can have, by `label` or `metric.label`. A label that is not here can have any. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}
