import type { Matcher, Selector } from "./queries";
import { readQuery } from "./queries";

/** A metric family as the simulator takes it (test/e2e/images/parts/simulator.go). */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly series: readonly { readonly series: string; readonly start: number; readonly rate: number }[];
}

/** Labels that Prometheus adds itself. */
const TARGET_LABELS = new Set([
  "job",
  "instance",
  "system",
  "namespace",
  "pod",
  "node",
  "cluster",
  "environment",
  "le",
]);

/** Metrics of Prometheus itself and of exporters that run for real. */
const NOT_THE_PRODUCTS =
  /^(up|scrape_.*|ALERTS.*|(node|kube|container|kubelet|go|process|probe|prometheus|alertmanager|loki|promtail|traefik|apiserver|grafana|cloudflared|machine|net_conntrack|coredns)_.*|.*:.*)$/;

/** Values to try on a label that a query matches by a regular expression. */
const CANDIDATES = ["200", "404", "500", "success", "failure", "GET", "POST", "upload"];

const BUCKETS = ["0.05", "0.1", "0.5", "1", "+Inf"];

/**
 * The series that queries about one job ask for: what a product must at least expose to answer them. Counters of good things grow by one
 * per second, and nine tenths of a histogram's observations take less than 0.1 s.
 */
export async function familiesFor(
  job: string,
  expressions: readonly string[],
  otherJobs: readonly string[],
): Promise<readonly Family[]> {
  const wanted = new Map<string, Map<string, Set<string>>>();
  for (const expression of expressions) {
    const { selectors, groups } = await readQuery(expression);
    for (const selector of selectors.filter((candidate) => belongs(candidate, job, otherJobs))) {
      const labels = wanted.get(selector.metric) ?? new Map<string, Set<string>>();
      wanted.set(selector.metric, labels);
      for (const matcher of selector.matchers) addValues(labels, matcher);
      for (const group of groups)
        if (!TARGET_LABELS.has(group) && !labels.has(group)) labels.set(group, new Set());
    }
  }
  return [...wanted]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, labels]) => family(name, labels));
}

function belongs({ metric, matchers }: Selector, job: string, otherJobs: readonly string[]): boolean {
  if (NOT_THE_PRODUCTS.test(metric)) return false;
  const named = matchers.find(({ label, operator }) => label === "job" && operator === "=")?.value;
  if (named !== undefined) return named === job;
  return metric.startsWith(`${job}_`) || !otherJobs.some((other) => metric.startsWith(`${other}_`));
}

function addValues(labels: Map<string, Set<string>>, { label, operator, value }: Matcher): void {
  if (TARGET_LABELS.has(label)) return;
  const values = labels.get(label) ?? new Set<string>();
  labels.set(label, values);
  if (operator === "=" && value !== "") values.add(value);
  if (operator === "!=" && value !== "") for (const other of [value, "failure"]) values.add(other);
  if (operator === "=~" && value !== ".*") {
    const pattern = patternOf(value);
    for (const candidate of CANDIDATES) if (pattern.test(candidate)) values.add(candidate);
  }
}

/** Go's (?i) is a flag of the whole expression here: a candidate more than Prometheus would match does no harm. */
function patternOf(value: string): RegExp {
  const isBlind = /\(\?i[:)]/.test(value);
  const plain = value.replaceAll("(?i:", "(?:").replaceAll("(?i)", "");
  return new RegExp(`^(?:${plain})$`, isBlind ? "i" : "");
}

function family(metric: string, labels: Map<string, Set<string>>): Family {
  const sets = combinations(
    [...labels].map(([label, values]) => [label, values.size > 0 ? [...values] : ["example"]]),
  );
  const series = (
    name: string,
    set: readonly string[],
    rate: number,
    start = 0,
  ): Family["series"][number] => ({
    series: set.length === 0 ? name : `${name}{${set.join(",")}}`,
    start,
    rate,
  });
  const help = `Simulated for the tests.`;
  const histogram = /^(.*)_bucket$/.exec(metric)?.[1];
  if (histogram !== undefined) {
    const rates: Readonly<Record<string, number>> = { "0.05": 0.5, "0.1": 0.9 };
    const buckets = (set: readonly string[]): Family["series"] =>
      BUCKETS.map((bound) => series(metric, [...set, `le="${bound}"`], rates[bound] ?? 1));
    const sums = (set: readonly string[]): Family["series"] => [
      series(`${histogram}_sum`, set, 0.06),
      series(`${histogram}_count`, set, 1),
    ];
    return {
      name: histogram,
      type: "histogram",
      help,
      series: sets.flatMap((set) => [...buckets(set), ...sums(set)]),
    };
  }
  if (metric.endsWith("_total"))
    return {
      name: metric,
      type: "counter",
      help,
      series: sets.map((set) => series(metric, set, rateOf(set))),
    };
  return { name: metric, type: "gauge", help, series: sets.map((set) => series(metric, set, 0, 1e9)) };
}

/** Nothing goes wrong in the simulated world: what counts trouble stands still. */
function rateOf(set: readonly string[]): number {
  return set.some((label) => /="(4\d\d|5\d\d|failure|error)"$/.test(label)) ? 0 : 1;
}

/** Every combination of one value per label, written as in the exposition format; at most 40 of them. */
function combinations(
  labels: readonly (readonly [string, readonly string[]])[],
): readonly (readonly string[])[] {
  return labels
    .reduce<readonly (readonly string[])[]>(
      (sets, [label, values]) =>
        sets.flatMap((set) => values.map((value) => [...set, `${label}="${value}"`])),
      [[]],
    )
    .slice(0, 40);
}
