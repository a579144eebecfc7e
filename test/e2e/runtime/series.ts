import { seriesName } from "../../../catalogue/check/known";
import type { Metric } from "../../../catalogue/model";
import type { Job } from "../../../catalogue/registry";
import { growth, level } from "./well";

/** A metric family as the simulator takes it (test/e2e/images/parts/simulator.go). */
export interface Family {
  readonly name: string;
  readonly type: Metric["type"];
  readonly help: string;
  readonly series: readonly { readonly series: string; readonly start: number; readonly rate: number }[];
}

/** Values of a label that may have any. */
export type Values = (metric: string, label: string) => readonly string[];

/** Combinations of one family's labels. */
const MOST = 48;
const BUCKETS = ["0.05", "0.1", "0.5", "1"];

/** Half of all requests are served within the first bound, nine tenths within the second, and all within the third. */
const WITHIN = [0.5, 0.9];

/**
 * What a product exposes by its catalogue while all is well with it. `added`: labels that scraping adds.
 * Families of which Prometheus stores nothing are left out.
 */
export function familiesOf(job: Job, added: ReadonlySet<string>, values: Values): readonly Family[] {
  return (job.catalogues ?? []).flatMap((catalogue) => {
    const known: Values = (metric, label) =>
      catalogue.values.get(`${metric}.${label}`) ?? catalogue.values.get(label) ?? values(metric, label);
    return [...catalogue.metrics.values()]
      .filter((metric) => seriesName(metric).some((name) => job.stores(name)))
      .map((metric) => family(metric, added, known));
  });
}

function family({ name, type, labels, buckets }: Metric, added: ReadonlySet<string>, values: Values): Family {
  const own = labels.filter((label) => !added.has(label));
  const sets = combinations(
    own.map((label) => values(name, label).map((value) => `${label}=${JSON.stringify(value)}`)),
  );
  const series = sets.flatMap((set) => {
    const at = (part: string, rate: number, start = 0, more: readonly string[] = []) => {
      const inside = [...set, ...more];
      return { series: `${part}${inside.length === 0 ? "" : `{${inside.join(",")}}`}`, start, rate };
    };
    const pace = growth(at(name, 0).series);
    switch (type) {
      case "counter":
        return [at(name, pace)];
      case "histogram": {
        const bounds = [...(buckets.length === 0 ? BUCKETS : buckets), "+Inf"];
        return [
          ...bounds.map((le, index) => at(`${name}_bucket`, pace * (WITHIN[index] ?? 1), 0, [`le="${le}"`])),
          at(`${name}_sum`, pace * Number(bounds[0])),
          at(`${name}_count`, pace),
        ];
      }
      case "summary":
        return [
          ...["0.5", "0.99"].map((quantile) => at(name, 0, 0.01, [`quantile="${quantile}"`])),
          at(`${name}_sum`, pace * 0.01),
          at(`${name}_count`, pace),
        ];
      case "gauge":
      case "untyped":
        return [at(name, 0, level(at(name, 0).series))];
    }
  });
  return { name, type, help: "Simulated for the tests.", series };
}

function combinations(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists
    .reduce<readonly (readonly string[])[]>(
      (sets, list) => sets.flatMap((set) => list.map((one) => [...set, one])),
      [[]],
    )
    .slice(0, MOST);
}
