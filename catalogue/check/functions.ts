import { bare, type Expr, type Selector } from "../promql/ast";
import { onlySelector, type Known } from "./known";
import { isScalar, type Labels } from "./labels";
import type { QueryProblem } from "./problem";

/** Functions over counters, and those over gauges; the other kind gives numbers without a meaning. */
const OF_COUNTERS = new Set(["rate", "increase", "irate"]);
const OF_GAUGES = new Set(["delta", "idelta", "deriv", "predict_linear"]);
const ARITHMETIC = new Set(["+", "-", "*", "/", "%", "^"]);

export function judgeCall(
  name: string,
  args: readonly Expr[],
  known: (one: Selector) => Known | undefined,
): readonly QueryProblem[] {
  const [arg] = args;
  const selector = arg === undefined ? undefined : rangedSelector(arg);
  const type = selector === undefined ? undefined : known(selector)?.type;
  if (selector === undefined || type === undefined) return [];
  if (OF_COUNTERS.has(name) && type === "gauge") {
    const fix =
      "a gauge falls too, and each fall is taken for a restart: use delta() or deriv(), or avg_over_time()";
    return [{ reason: `${name}() of the gauge "${selector.metric ?? ""}"`, fix }];
  }
  if (OF_GAUGES.has(name) && (type === "counter" || type === "histogram")) {
    const fix = "it does not see restarts: use increase() or rate()";
    return [{ reason: `${name}() of the counter "${selector.metric ?? ""}"`, fix }];
  }
  return [];
}

/** Of `x[5m]` and `x[5m] offset 1h`, not of a subquery, whose inner expression decides. */
function rangedSelector(arg: Expr): Selector | undefined {
  const core = bare(arg);
  if (core.kind === "shifted") return rangedSelector(core.of);
  return core.kind === "range" && core.of.kind === "selector" ? core.of : undefined;
}

export function judgeQuantile(
  name: string,
  args: readonly Expr[],
  labels: (one: Expr) => Labels,
  known: (one: Selector) => Known | undefined,
): readonly QueryProblem[] {
  const of = args[1];
  if (name !== "histogram_quantile" || of === undefined) return [];
  const selector = onlySelector(of);
  if (
    selector !== undefined &&
    known(selector)?.type !== undefined &&
    known(selector)?.labels?.has("le") === false
  )
    return [
      {
        reason: `histogram_quantile() of "${selector.metric ?? ""}", which has no buckets`,
        fix: "use the _bucket series",
      },
    ];
  const left = labels(of);
  if (left === undefined || left.has("le")) return [];
  return [{ reason: "histogram_quantile() of an aggregation without le", fix: 'aggregate by "le" too' }];
}

export function rawCounter(
  left: Expr,
  right: Expr,
  known: (one: Selector) => Known | undefined,
): readonly QueryProblem[] {
  const side = isScalar(right) ? left : isScalar(left) ? right : undefined;
  const selector = side === undefined ? undefined : rawSelector(side);
  if (selector === undefined || known(selector)?.type !== "counter") return [];
  const fix = "it grows for ever and starts anew with its program: compare its increase() or rate()";
  return [{ reason: `the bare counter "${selector.metric ?? ""}" is compared with a number`, fix }];
}

/** The selector whose values arrive unchanged but for sums and scaling. */
function rawSelector(expr: Expr): Selector | undefined {
  const core = bare(expr);
  if (core.kind === "selector") return core;
  if (core.kind === "aggregation" && core.operator !== "count" && core.operator !== "group") {
    const of = core.args.at(-1);
    return of === undefined ? undefined : rawSelector(of);
  }
  if (core.kind !== "binary" || !ARITHMETIC.has(core.operator.text)) return undefined;
  if (isScalar(core.right)) return rawSelector(core.left);
  return isScalar(core.left) ? rawSelector(core.right) : undefined;
}
