import { bare, type Binary, type Call, type Expr, type Selector } from "../promql/ast";
import { isScalar } from "./labels";
import type { Known } from "./known";

/** What a number counts in, where that can be told for sure. */
export type Unit =
  "seconds" | "milliseconds" | "bytes" | "bytes per second" | "ratio" | "percent" | "per second";

type KnownOf = (selector: Selector) => Known | undefined;

/** Grafana's units that show each as what it is. What is not here (short, none, and units of things) fits any. */
const SHOWN_BY: Readonly<Record<Unit, readonly string[]>> = {
  seconds: ["s", "dtdurations", "dthms", "clocks"],
  milliseconds: ["ms", "dtdurationms", "clockms"],
  bytes: ["bytes", "decbytes"],
  "bytes per second": ["Bps", "binBps"],
  ratio: ["percentunit"],
  percent: ["percent"],
  "per second": ["reqps", "ops", "cps", "rps", "wps", "iops", "eps", "mps", "hertz", "rowsps"],
};
const DEFINITE = new Set(Object.values(SHOWN_BY).flat());
/** Whatever has a unit is shown with it; only shares and rates are readable without. */
const NEEDS_UNIT: readonly Unit[] = ["seconds", "milliseconds", "bytes", "bytes per second"];

/** What is wrong with showing `unit` by Grafana's unit `shown`; undefined when nothing is. */
export function unitMismatch(unit: Unit, shown: string): string | undefined {
  if (SHOWN_BY[unit].includes(shown)) return undefined;
  if (!DEFINITE.has(shown) && !NEEDS_UNIT.includes(unit)) return undefined;
  return `the query gives ${unit}, the panel shows "${shown}"; use ${SHOWN_BY[unit].map((one) => `"${one}"`).join(" or ")}`;
}

/** The unit of an expression's value. Undefined where it cannot be told. */
export function unitOf(expr: Expr, known: KnownOf): Unit | undefined {
  const core = bare(expr);
  switch (core.kind) {
    case "selector":
      return ofSelector(core, known);
    case "range":
    case "shifted":
      return unitOf(core.of, known);
    case "aggregation": {
      if (["count", "count_values", "group", "stdvar"].includes(core.operator)) return undefined;
      const of = core.args.at(-1);
      return of === undefined ? undefined : unitOf(of, known);
    }
    case "call":
      return ofCall(core, known);
    case "binary":
      return ofBinary(core, known);
    case "number":
    case "string":
    case "parenthesis":
    case "unary":
      return undefined;
  }
}

function ofSelector(selector: Selector, known: KnownOf): Unit | undefined {
  const what = known(selector);
  // A counter's own value is shown nowhere, but its sum over time may be: only a histogram's count has no unit.
  if (what === undefined || /_(count|bucket)$/.test(selector.metric ?? "")) return undefined;
  return ofName(what.family);
}

function ofName(name: string): Unit | undefined {
  if (/_timestamp(_seconds)?(_total)?$|_time_seconds$|_created$|_expiry$/.test(name)) return undefined;
  const base = name.replace(/_total$/, "");
  if (base.endsWith("_seconds")) return "seconds";
  if (base.endsWith("_milliseconds")) return "milliseconds";
  if (base.endsWith("_bytes")) return "bytes";
  if (base.endsWith("_percent")) return "percent";
  return base.endsWith("_ratio") ? "ratio" : undefined;
}

const OVER_TIME = /^(avg|min|max|last|quantile|sum|first)_over_time$/;
const AS_IT_IS = new Set([
  "abs",
  "ceil",
  "floor",
  "round",
  "clamp",
  "clamp_max",
  "clamp_min",
  "sort",
  "sort_desc",
  "label_replace",
  "label_join",
  "increase",
  "delta",
  "idelta",
  "predict_linear",
]);

function ofCall({ name, args }: Call, known: KnownOf): Unit | undefined {
  const [first, second] = args;
  if (name === "histogram_quantile" && second !== undefined) return ofBuckets(second, known);
  const value = args.find((arg) => arg.kind !== "number" && arg.kind !== "string");
  const inner = value === undefined ? undefined : unitOf(value, known);
  if (AS_IT_IS.has(name) || OVER_TIME.test(name)) return inner;
  if (name === "rate" || name === "irate" || name === "deriv") {
    if (inner === "bytes") return "bytes per second";
    if (inner === "seconds") return "ratio";
    return first !== undefined && isPlainCount(first, known) ? "per second" : undefined;
  }
  return undefined;
}

function isPlainCount(expr: Expr, known: KnownOf): boolean {
  const core = bare(expr);
  if (core.kind === "range" || core.kind === "shifted") return isPlainCount(core.of, known);
  return core.kind === "selector" && known(core)?.type === "counter";
}

/** A quantile has the unit of what was observed. */
function ofBuckets(expr: Expr, known: KnownOf): Unit | undefined {
  const selector = source(expr);
  const what = selector === undefined ? undefined : known(selector);
  return what?.type === "histogram" ? ofName(what.family) : undefined;
}

/** `rate(x_sum) / rate(x_count)`: what one observation was on average. */
function ofObserved(expr: Expr, known: KnownOf): Unit | undefined {
  const selector = source(expr);
  return selector?.metric?.endsWith("_sum") === true ? ofName(known(selector)?.family ?? "") : undefined;
}

/** The selector that an expression comes down to through aggregations, functions and ranges. */
function source(expr: Expr): Selector | undefined {
  const core = bare(expr);
  if (core.kind === "selector") return core;
  const inside =
    core.kind === "aggregation"
      ? core.args.at(-1)
      : core.kind === "call"
        ? core.args[0]
        : "of" in core
          ? core.of
          : undefined;
  return inside === undefined ? undefined : source(inside);
}

function ofBinary({ operator, left, right }: Binary, known: KnownOf): Unit | undefined {
  const factor = numberOf(right) ?? numberOf(left);
  const scaled = numberOf(right) === undefined ? right : left;
  const [ours, theirs] = [unitOf(left, known), unitOf(right, known)];
  switch (operator.text) {
    case "/":
      if (factor !== undefined) return factor === 1 ? ours : undefined;
      return ofObserved(left, known) ?? (ours !== undefined && ours === theirs ? "ratio" : undefined);
    case "*": {
      const unit = factor === undefined ? undefined : unitOf(scaled, known);
      if (factor === 100 && unit === "ratio") return "percent";
      if (factor === 1000 && unit === "seconds") return "milliseconds";
      return undefined;
    }
    case "+":
    case "-":
      if (isScalar(left)) return ours === undefined && theirs === "ratio" ? "ratio" : theirs;
      return isScalar(right) || ours === theirs ? ours : undefined;
    case "or":
      return isScalar(right) || theirs === undefined
        ? ours
        : ours === undefined || ours === theirs
          ? theirs
          : undefined;
    case "and":
    case "unless":
    case ">":
    case "<":
    case ">=":
    case "<=":
    case "==":
    case "!=":
      return isScalar(left) ? theirs : ours;
    default:
      return undefined;
  }
}

function numberOf(expr: Expr): number | undefined {
  const core = bare(expr);
  if (core.kind !== "number") return undefined;
  const value = Number(core.text);
  return Number.isNaN(value) ? undefined : value;
}
