import {
  all,
  type Binary,
  type Expr,
  type Matcher,
  type Named,
  type Span,
} from "../../../catalogue/promql/ast";
import { stretched } from "./duration";

/** One wrong expression, and what is wrong with it. */
export interface Edit {
  readonly what: string;
  readonly expr: string;
}

const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  ">": [">=", "<"],
  "<": ["<=", ">"],
  ">=": [">", "<"],
  "<=": ["<", ">"],
  "==": ["!="],
  "!=": ["=="],
};

const NEGATED = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" } as const;

/** How far a threshold is moved: a tenth, so that a test near it on either side notices; zero and equality by one. */
const NUDGE = 0.1;

/** Every single slip in the expression that a person could make and promtool would accept. */
export function edits(query: string, expr: Expr): readonly Edit[] {
  return all(expr).flatMap((one) => [...editsOf(query, one)]);
}

function editsOf(query: string, expr: Expr): readonly Edit[] {
  const put = (what: string, span: Span, text: string): Edit => ({
    what,
    expr: query.slice(0, span.from) + text + query.slice(span.to),
  });
  const text = ({ from, to }: Span): string => query.slice(from, to).replaceAll(/\s+/g, " ");
  switch (expr.kind) {
    case "binary":
      return [
        ...comparisons(expr).map((operator) =>
          put(`${expr.operator.text} becomes ${operator} in ${text(expr)}`, expr.operator, operator),
        ),
        ...nudges(expr).map(([number, value]) =>
          put(`${text(expr)}: ${text(number)} becomes ${value}`, number, value),
        ),
        ...kept(expr).map((side) =>
          put(`only ${text(side)} of ${text(expr)}`, expr, query.slice(side.from, side.to)),
        ),
      ];
    case "selector":
      return expr.matchers.flatMap((matcher, index) => [
        ...(expr.matchers.length === 1 && expr.metric === undefined
          ? []
          : [put(`${text(expr)} without ${text(matcher)}`, listed(expr.matchers, index), "")]),
        put(`${text(expr)} with ${text(matcher)} negated`, matcher.operator, NEGATED[matcher.operator.text]),
      ]);
    case "aggregation": {
      const labels = expr.grouping?.labels ?? [];
      return labels.map((label, index) =>
        put(`${text(expr)} without ${label.name} in by`, listed(labels, index), ""),
      );
    }
    case "range":
      return windows(expr.range, put, text(expr));
    case "shifted":
      return expr.offset === undefined ? [] : windows(expr.offset, put, text(expr));
    case "call":
    case "number":
    case "string":
    case "parenthesis":
    case "unary":
      return [];
  }
}

function comparisons({ operator }: Binary): readonly string[] {
  return COMPARISONS[operator.text] ?? [];
}

function nudges(expr: Binary): readonly (readonly [Span, string])[] {
  if (comparisons(expr).length === 0) return [];
  const exact = expr.operator.text === "==" || expr.operator.text === "!=";
  return [expr.left, expr.right].flatMap((side) => {
    if (side.kind !== "number") return [];
    const value = Number(side.text);
    if (Number.isNaN(value)) return [];
    const step = exact || value === 0 ? 1 : Math.abs(value) * NUDGE;
    return [value + step, value - step].map(
      (moved) => [side, String(Number(moved.toPrecision(12)))] as const,
    );
  });
}

/** The sides of which one may be forgotten. What is left of `unless` alone means something; what is right of it does not. */
function kept({ operator, left, right }: Binary): readonly Span[] {
  if (operator.text === "unless") return [left];
  return operator.text === "and" || operator.text === "or" ? [left, right] : [];
}

/** The item with the comma that goes with it. */
function listed(items: readonly (Named | Matcher)[], index: number): Span {
  const [item, next, before] = [items[index], items[index + 1], items[index - 1]];
  if (item === undefined) throw new Error(`there is no item ${index}`);
  if (next !== undefined) return { from: item.from, to: next.from };
  return before === undefined ? item : { from: before.to, to: item.to };
}

function windows(
  window: Named,
  put: (what: string, span: Span, text: string) => Edit,
  where: string,
): readonly Edit[] {
  return stretched(window.name).map((other) =>
    put(`${window.name} becomes ${other} in ${where}`, window, other),
  );
}
