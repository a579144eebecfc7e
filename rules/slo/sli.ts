import type { Sli } from "./model";
import { narrowed, selectorText, within } from "./selector";

/** Evaluations of one gauge per minute that its minutes are counted by; also the interval of the rule group. */
export const STEP_SECONDS = 30;
const STEP = `${STEP_SECONDS}s`;
const STEPS_PER_MINUTE = 60 / STEP_SECONDS;

/** The queries of one indicator. Windows are PromQL durations. */
export interface Indicator {
  /** Events per second. */
  totalRate(window: string): string;
  /** Bad events per second; 0 where none ever happened, so that "perfect" and "broken" differ. */
  badRate(window: string): string;
  totalIncrease(window: string): string;
  badIncrease(window: string): string;
  /** One sample when a series that the indicator needs is gone. */
  readonly absent: string;
  /** One sample when there are events to judge. */
  readonly isUsed: string;
  /** What only the dashboard reads: a gauge itself and its target, of which neither need have a job or an instance. */
  readonly shown: readonly { readonly name: string; readonly expr: string }[];
}

export function indicatorOf(system: string, sli: Sli): Indicator {
  switch (sli.kind) {
    case "requests":
      return "bad" in sli
        ? counted(text(system, sli.total), (fn) =>
            zeroFilled(fn, text(system, sli.bad), text(system, sli.total)),
          )
        : counted(text(system, sli.total), (fn) =>
            rest(
              fn,
              text(system, sli.total),
              zeroFilled(fn, text(system, sli.good), text(system, sli.total)),
            ),
          );
    case "latency":
      return latency(system, sli.histogram, sli.below);
    case "gauge":
      return gauge(system, sli);
  }
}

function text(system: string, selector: string): string {
  return selectorText(within(system, selector));
}

type Sum = (selector: string) => string;

function counted(total: string, bad: (sum: Sum) => string): Indicator {
  const sumOf =
    (fn: "rate" | "increase", window: string): Sum =>
    (selector) =>
      `sum(${fn}(${selector}[${window}]))`;
  return {
    totalRate: (window) => sumOf("rate", window)(total),
    badRate: (window) => bad(sumOf("rate", window)),
    totalIncrease: (window) => sumOf("increase", window)(total),
    badIncrease: (window) => bad(sumOf("increase", window)),
    absent: `sum(absent(${total}))`,
    isUsed: `sum(rate(${total}[1h])) > 0`,
    shown: [],
  };
}

/** A counter that has never counted does not exist: `or 0 * total` stands in for it. */
function zeroFilled(sum: Sum, part: string, total: string): string {
  return `(${sum(part)} or 0 * ${sum(total)})`;
}

/** Two counters of one event are scraped one after the other, so the rest may come out below zero for a moment. */
function rest(sum: Sum, total: string, good: string): string {
  return `clamp_min(${sum(total)} - ${good}, 0)`;
}

/** Without a stand-in: a boundary that the histogram does not have must be noticed, not counted as slow. */
function latency(system: string, histogram: string, below: number): Indicator {
  const base = within(system, histogram);
  const count = selectorText(narrowed(base, "_count"));
  const quick = selectorText(narrowed(base, "_bucket", [boundary(below)]));
  return counted(count, (sum) => rest(sum, count, sum(quick)));
}

/** Prometheus 3 writes `1.0` where an application writes `1`: https://prometheus.io/docs/prometheus/latest/migration/ */
function boundary(below: number) {
  const plain = String(below);
  if (!Number.isInteger(below)) return { label: "le", operator: "=", value: plain } as const;
  return { label: "le", operator: "=~", value: `${plain}|${plain}\\.0` } as const;
}

/** 1 in every step in which the worst of the series reaches its target, else 0; a NaN is no step at all. */
function gauge(system: string, sli: Sli & { kind: "gauge" }): Indicator {
  const value = text(system, sli.value);
  const [operator, target] = "atLeast" in sli ? [">=", sli.atLeast] : ["<=", sli.atMost];
  const aim = typeof target === "number" ? String(target) : text(system, target);
  const good = `min((${value} == ${value}) ${operator} bool ${aim})`;
  const bad = (window: string) => `sum_over_time((1 - ${good})[${window}:${STEP}])`;
  const total = (window: string) => `count_over_time(${good}[${window}:${STEP}])`;
  const missing = [value, ...(typeof target === "number" ? [] : [aim])].map((one) => `absent(${one})`);
  return {
    totalRate: (window) => `${total(window)} / ${STEPS_PER_MINUTE * seconds(window)}`,
    badRate: (window) => `${bad(window)} / ${STEPS_PER_MINUTE * seconds(window)}`,
    totalIncrease: (window) => `${total(window)} / ${STEPS_PER_MINUTE}`,
    badIncrease: (window) => `${bad(window)} / ${STEPS_PER_MINUTE}`,
    absent: `sum(${missing.join(" or ")})`,
    isUsed: `count(${value}) > 0`,
    shown: [
      { name: "slo:sli_value:worst", expr: `${operator === ">=" ? "min" : "max"}(${value})` },
      ...(typeof target === "number"
        ? []
        : [{ name: "slo:sli_target:strictest", expr: `${operator === ">=" ? "max" : "min"}(${aim})` }]),
    ],
  };
}

function seconds(window: string): number {
  const [, count = "0", unit = "s"] = /^(\d+)([smhd])$/.exec(window) ?? [];
  return Number(count) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1);
}
