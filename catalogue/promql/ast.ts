/** Where a piece of the query stands, in characters. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Named extends Span {
  readonly name: string;
}

export type MatchOperator = "=" | "!=" | "=~" | "!~";

export interface Matcher extends Span {
  readonly label: string;
  readonly operator: Span & { readonly text: MatchOperator };
  readonly value: string;
}

export interface Selector extends Span {
  readonly kind: "selector";
  /** The metric's name, also where it stands as `{__name__="..."}`. Undefined when only matchers say what is meant. */
  readonly metric: string | undefined;
  readonly matchers: readonly Matcher[];
}

export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly Named[];
}

export interface Aggregation extends Span {
  readonly kind: "aggregation";
  readonly operator: string;
  readonly grouping: Grouping | undefined;
  readonly args: readonly Expr[];
}

export interface Call extends Span {
  readonly kind: "call";
  readonly name: string;
  readonly args: readonly Expr[];
}

export interface Matching {
  readonly ignoring: boolean;
  readonly labels: readonly Named[];
  /** Side with many series, and the labels that it takes over from the other. */
  readonly group: { readonly side: "left" | "right"; readonly labels: readonly Named[] } | undefined;
}

export interface Binary extends Span {
  readonly kind: "binary";
  readonly operator: Span & { readonly text: string };
  /** `bool`: answers 0 or 1 and drops nothing. */
  readonly bool: boolean;
  readonly left: Expr;
  readonly right: Expr;
  readonly matching: Matching | undefined;
}

/** A selector or subquery over a stretch of time. */
export interface Range extends Span {
  readonly kind: "range";
  readonly of: Expr;
  readonly range: Named;
  /** Of a subquery that names it. */
  readonly step: Named | undefined;
}

/** `offset` and `@`: the same series at another time. */
export interface Shifted extends Span {
  readonly kind: "shifted";
  readonly of: Expr;
  readonly offset: Named | undefined;
}

export interface Wrapped extends Span {
  readonly kind: "parenthesis" | "unary";
  readonly of: Expr;
}

export interface Literal extends Span {
  readonly kind: "number" | "string";
  readonly text: string;
}

/** A PromQL expression with the place of each of its pieces. */
export type Expr = Selector | Aggregation | Call | Binary | Range | Shifted | Wrapped | Literal;

/** The expressions directly inside. */
export function inside(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "selector":
    case "number":
    case "string":
      return [];
    case "aggregation":
    case "call":
      return expr.args;
    case "binary":
      return [expr.left, expr.right];
    case "range":
    case "shifted":
    case "parenthesis":
    case "unary":
      return [expr.of];
  }
}

/** The expression and every one inside, outermost first, in reading order. */
export function all(expr: Expr): readonly Expr[] {
  return [expr, ...inside(expr).flatMap(all)];
}

export function selectors(expr: Expr): readonly Selector[] {
  return all(expr).filter((one) => one.kind === "selector");
}

/** Without the parentheses and signs around it. */
export function bare(expr: Expr): Expr {
  return expr.kind === "parenthesis" || expr.kind === "unary" ? bare(expr.of) : expr;
}
