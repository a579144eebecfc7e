import type { Metric, MetricType } from "../../../catalogue/model";
import { METRIC_TYPES } from "../../../catalogue/model";

interface Family {
  type: MetricType;
  readonly labels: Set<string>;
  readonly buckets: Set<string>;
}

/** Labels that belong to the type, not to the metric. */
const OF_THE_TYPE = new Set(["le", "quantile"]);

/** The families of a page in Prometheus' text format, by name. */
export function familiesIn(text: string): readonly Metric[] {
  const families = new Map<string, Family>();
  for (const line of text.split("\n")) {
    const [, name = "", type = ""] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    if (name !== "") families.set(name, { type: typeOf(type), labels: new Set(), buckets: new Set() });
    else if (!line.startsWith("#")) addSample(families, line);
  }
  return [...families]
    .map(([name, { type, labels, buckets }]) => ({
      name,
      type,
      labels: [...labels].sort(),
      buckets: [...buckets].sort((a, b) => Number(a) - Number(b)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function addSample(families: ReadonlyMap<string, Family>, line: string): void {
  const [, sample = "", labels = ""] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s/.exec(line) ?? [];
  const family = families.get(sample) ?? families.get(sample.replace(/_(bucket|sum|count)$/, ""));
  if (family === undefined) return;
  for (const [, label = "", value = ""] of labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
    if (!OF_THE_TYPE.has(label)) family.labels.add(label);
    else if (label === "le" && value !== "+Inf") family.buckets.add(value);
  }
}

function typeOf(text: string): MetricType {
  return METRIC_TYPES.find((known) => known === text) ?? "untyped";
}

/** The line of a catalogue file. */
export function metricLine({ name, type, labels, buckets }: Metric): string {
  const braces = labels.length === 0 ? "" : `{${labels.join(",")}}`;
  return [`${name}${braces}`, type, ...buckets].join(" ");
}
