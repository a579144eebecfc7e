import { selectors, type Expr, type Matcher, type Selector } from "../promql/ast";
import { bare } from "../promql/ast";
import type { Catalogue, Metric, MetricType } from "../model";
import type { Job, Registry } from "../registry";

/** What is known of the series that a selector means. */
export interface Known {
  readonly type: MetricType;
  /** The family's name: what a unit is read from. */
  readonly family: string;
  /** Undefined: any label may be there. */
  readonly labels: ReadonlySet<string> | undefined;
  /** False where a scrape throws it away. */
  readonly stored: boolean;
  /** Bounds of a histogram's buckets, where it is known and this selects them. */
  readonly buckets: readonly string[];
  /** All values of a label, where they are known. */
  readonly valuesOf: (label: string) => readonly string[] | undefined;
}

/** What recording rules make, by name. */
export type Recorded = ReadonlyMap<string, Known>;

/** Prometheus' own series about its scrapes, https://prometheus.io/docs/concepts/jobs_instances/ */
const OF_SCRAPES = new Set([
  "up",
  "scrape_duration_seconds",
  "scrape_samples_scraped",
  "scrape_samples_post_metric_relabeling",
  "scrape_series_added",
  "scrape_timeout_seconds",
  "scrape_sample_limit",
  "scrape_body_size_bytes",
]);
const ON_EVERY_SERIES = ["job", "instance", "system"];

/** A value that Grafana puts in before it asks. */
export function isVariable(value: string): boolean {
  return /\$\{?[A-Za-z_]|\[\[\w/.test(value);
}

/** Whether a label of that value passes the matcher. A variable lets everything pass. */
export function passes({ operator, value }: Matcher, actual: string): boolean {
  if (isVariable(value)) return true;
  const same = operator.text.includes("~") ? fullMatch(value)?.test(actual) !== false : value === actual;
  return operator.text.startsWith("!") ? !same : same;
}

/** RE2 knows a few things that JavaScript does not; such an expression matches whatever it may. */
export function fullMatch(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, "s");
  } catch {
    return undefined;
  }
}

/** Jobs that the selector's `job` and `system` let through. */
export function jobsFor({ matchers }: Selector, { jobs }: Registry): readonly Job[] {
  return jobs.filter(({ name, system, discovers }) =>
    matchers.every((matcher) => {
      if (matcher.label === "job") return discovers || passes(matcher, name);
      return matcher.label !== "system" || passes(matcher, system);
    }),
  );
}

export function seriesName({ name, type }: Metric): readonly string[] {
  if (type === "histogram") return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === "summary" ? [name, `${name}_sum`, `${name}_count`] : [name];
}

/** The family that a series belongs to, and what kind of part of it. */
function familyOf(
  series: string,
  metrics: ReadonlyMap<string, Metric>,
): { metric: Metric; type: MetricType } | undefined {
  const whole = metrics.get(series);
  if (whole !== undefined) return { metric: whole, type: whole.type };
  const [, base = "", part = ""] = /^(.+)_(bucket|sum|count)$/.exec(series) ?? [];
  const metric = metrics.get(base);
  if (metric?.type !== "histogram" && metric?.type !== "summary") return undefined;
  if (part === "bucket") return metric.type === "histogram" ? { metric, type: "histogram" } : undefined;
  return { metric, type: "counter" };
}

/** Whether any program that the project knows exposes the series, in this stack or not. */
export function isExposed(series: string, catalogues: readonly Catalogue[]): boolean {
  return catalogues.some(({ metrics }) => familyOf(series, metrics) !== undefined);
}

/** What the selector means, among `jobs`. Undefined: none of them exposes it. */
export function lookUp(
  selector: Selector,
  jobs: readonly Job[],
  registry: Registry,
  recorded: Recorded,
): Known | undefined {
  const series = selector.metric ?? "";
  if (series === "ALERTS" || series === "ALERTS_FOR_STATE") return anything(series);
  const made = recorded.get(series);
  if (made !== undefined) return made;
  if (OF_SCRAPES.has(series)) {
    const targets = registry.jobs.flatMap(({ targetLabels }) => targetLabels);
    return {
      ...anything(series),
      labels: new Set([...ON_EVERY_SERIES, ...targets]),
      valuesOf: standard(jobs, registry),
    };
  }
  const found = jobs.flatMap((job) =>
    (job.catalogues ?? []).flatMap((catalogue) => {
      const family = familyOf(series, catalogue.metrics);
      return family === undefined ? [] : [{ job, catalogue, ...family }];
    }),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const isBucket = series.endsWith("_bucket") && first.type === "histogram";
  const labels = found.flatMap(({ job, metric }) => [
    ...job.targetLabels,
    ...metric.labels,
    // A label that the target has already comes under another name.
    ...metric.labels.filter((label) => job.targetLabels.includes(label)).map((label) => `exported_${label}`),
  ]);
  const ofType = isBucket ? ["le"] : first.type === "summary" ? ["quantile"] : [];
  const own = (label: string): readonly string[] | undefined => {
    const lists = found.map(({ catalogue, metric }) => {
      return catalogue.values.get(`${metric.name}.${label}`) ?? catalogue.values.get(label);
    });
    return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
  };
  return {
    type: first.type,
    family: first.metric.name,
    labels: new Set([...ON_EVERY_SERIES, ...labels, ...ofType]),
    stored: found.some(({ job }) => job.stores(series)),
    buckets: isBucket ? found.flatMap(({ metric }) => metric.buckets) : [],
    valuesOf: (label) => own(label) ?? standard(jobs, registry)(label),
  };
}

/** Jobs and systems are known for every series; another Prometheus' may come with any. */
function standard(jobs: readonly Job[], registry: Registry) {
  return (label: string): readonly string[] | undefined => {
    if (label === "system") return [...registry.systems, "discovered"];
    return label === "job" && !registry.discovers ? jobs.map(({ name }) => name) : undefined;
  };
}

export function anything(family: string): Known {
  return { type: "untyped", family, labels: undefined, stored: true, buckets: [], valuesOf: () => undefined };
}

/** The one selector that an expression takes its values from; undefined where there are several. */
export function onlySelector(expr: Expr): Selector | undefined {
  const [one, ...more] = selectors(bare(expr));
  return more.length === 0 ? one : undefined;
}
