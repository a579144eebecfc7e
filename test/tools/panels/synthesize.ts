import { createHash } from "node:crypto";
import { seriesName } from "../../../catalogue/check/known";
import type { Metric } from "../../../catalogue/model";
import type { Job, Registry } from "../../../catalogue/registry";

type Labels = Readonly<Record<string, string>>;
type Values = (metric: string, label: string) => readonly string[];

/** One series and its value at each minute. */
export interface Series {
  readonly name: string;
  readonly labels: Labels;
  readonly at: (minute: number) => number;
}

/** Combinations of one family's labels, per target. */
const MOST = 48;
const BUCKETS = ["0.1", "0.5", "1", "5"];
/** Seconds since 1970 at minute zero. */
export const START = Date.UTC(2026, 0, 5) / 1000;

/**
 * Series of every catalogued family among `wanted` names, for two targets of each job: counters grow, gauges pass through zero
 * and more, histograms observe in every bucket. Names, labels and closed sets of values come from the catalogue alone.
 */
export function synthesize(
  registry: Registry,
  wanted: ReadonlySet<string>,
  values: Values,
): readonly Series[] {
  const ofJobs = registry.jobs.flatMap((job) => [
    ...["up", "scrape_samples_scraped", "scrape_duration_seconds", "scrape_samples_post_metric_relabeling"]
      .filter((name) => wanted.has(name))
      .flatMap((name) => targetsOf(job, values).map((labels) => gauge(name, labels))),
    ...(job.catalogues ?? []).flatMap((catalogue) =>
      [...catalogue.metrics.values()]
        .filter((metric) => seriesName(metric).some((name) => wanted.has(name) && job.stores(name)))
        .flatMap((metric) => {
          const known: Values = (name, label) =>
            catalogue.values.get(`${name}.${label}`) ?? catalogue.values.get(label) ?? values(name, label);
          return targetsOf(job, values).flatMap((target) => family(metric, target, job, known));
        }),
    ),
  ]);
  // Two programs in one job both have the series of their language's library.
  const all = [...ofJobs, ...alerts(registry, values)];
  return [
    ...new Map(
      all.map((one) => [JSON.stringify([one.name, Object.entries(one.labels).sort()]), one]),
    ).values(),
  ];
}

/** Two targets of the job, as scraping labels them. */
function targetsOf(job: Job, values: Values): readonly Labels[] {
  const name = job.discovers ? "kube-system/traefik" : job.name;
  return [1, 2].map((number) => {
    const own = job.targetLabels.map((label) => {
      const [constant, several] = [job.constants.get(label), values("", label)];
      return [label, constant ?? several[number % several.length] ?? `${label}-${number}`] as const;
    });
    return { job: name, system: job.system, instance: `${name}-${number}:80`, ...Object.fromEntries(own) };
  });
}

function family(metric: Metric, target: Labels, job: Job, values: Values): Series[] {
  const lists = metric.labels.map((label) => {
    const name = job.targetLabels.includes(label) ? `exported_${label}` : label;
    return values(metric.name, label).map((value) => [name, value] as const);
  });
  return combinations(lists).flatMap((own) => {
    const labels = { ...target, ...Object.fromEntries(own) };
    switch (metric.type) {
      case "histogram":
        return histogram(metric, labels);
      case "counter":
        return [counter(metric.name, labels)];
      case "summary":
        return [
          ...["0.5", "0.99"].map((quantile) => gauge(metric.name, { ...labels, quantile })),
          counter(`${metric.name}_sum`, labels),
          counter(`${metric.name}_count`, labels),
        ];
      case "gauge":
      case "untyped":
        return [gauge(metric.name, labels)];
    }
  });
}

function histogram({ name, buckets }: Metric, labels: Labels): Series[] {
  const bounds = [...(buckets.length === 0 ? BUCKETS : buckets), "+Inf"];
  return [
    ...bounds.map((le, index) => ({
      name: `${name}_bucket`,
      // As Prometheus writes them when it scrapes.
      labels: { ...labels, le: /^\d+$/.test(le) ? `${le}.0` : le },
      at: (minute: number) => (index + 1) * 6 * minute,
    })),
    { name: `${name}_sum`, labels, at: (minute) => bounds.length * minute },
    { name: `${name}_count`, labels, at: (minute) => bounds.length * 6 * minute },
  ];
}

function counter(name: string, labels: Labels): Series {
  const pace = 1 + (numberOf(name, labels) % 7);
  return { name, labels, at: (minute) => pace * 10 * minute };
}

/** Passes through one, zero and more: what a panel filters for is there at some time. */
const LEVELS = [1, 0, 40, 95];
const YES_OR_NO = [1, 0, 1];
/** The second target of each job never had a good day. */
const NO = [0];
const SECOND = "-2:80";
const IS_YES_OR_NO = /(^|_)(up|success|successful|condition|phase|ready|reason|readonly|info)$/;

function gauge(name: string, labels: Labels): Series {
  if (/_timestamp(_seconds)?$|_time_seconds$|_expiry$|_created$/.test(name))
    return { name, labels, at: () => START - 3600 };
  const first = numberOf(name, labels);
  const isSick = labels.instance?.endsWith(SECOND) === true;
  const levels = !IS_YES_OR_NO.test(name) ? LEVELS : isSick ? NO : YES_OR_NO;
  return { name, labels, at: (minute) => levels[(first + Math.floor(minute / 20)) % levels.length] ?? 1 };
}

/** What Prometheus writes about its own alerts. */
function alerts({ systems }: Registry, values: Values): Series[] {
  const pairs = (label: string, list: readonly string[]) => list.map((value) => [label, value] as const);
  const lists = [
    pairs("system", systems),
    pairs("severity", values("ALERTS", "severity")),
    pairs("alertstate", values("ALERTS", "alertstate")),
    // Alerts of a service level objective carry its id, others do not.
    pairs("sloth_id", ["", "example"]),
  ];
  const ofAnySystem = combinations(lists, Infinity).map((labels): Labels => {
    const own: Labels = Object.fromEntries(labels);
    return { ...own, alertname: own.severity === "none" ? "Watchdog" : "Example" };
  });
  // What asks for an alert by its name has to find it among those of the stack.
  const named = values("ALERTS", "alertname").map((alertname) => {
    return { alertname, alertstate: "firing", severity: "warning" };
  });
  return [...ofAnySystem, ...named].map((labels) => ({ name: "ALERTS", labels, at: () => 1 }));
}

function combinations<T>(lists: readonly (readonly T[])[], most = MOST): readonly (readonly T[])[] {
  return lists
    .reduce<readonly (readonly T[])[]>(
      (sets, list) => sets.flatMap((set) => list.map((one) => [...set, one])),
      [[]],
    )
    .slice(0, most);
}

function numberOf(name: string, labels: Labels): number {
  return createHash("sha1")
    .update(JSON.stringify([name, labels]))
    .digest()
    .readUInt16BE(0);
}

/** The series in the format that `promtool tsdb create-blocks-from openmetrics` reads, one sample each 30 s. */
export function openMetrics(series: readonly Series[], minutes: number): string {
  const lines = series.flatMap(({ name, labels, at }) => {
    const inside = Object.entries(labels)
      .filter(([, value]) => value !== "")
      .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
      .join(",");
    return Array.from(
      { length: minutes * 2 + 1 },
      (_, half) => `${name}{${inside}} ${at(half / 2)} ${START + half * 30}`,
    );
  });
  return `${lines.join("\n")}\n# EOF\n`;
}
