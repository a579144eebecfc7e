import type { Binary, Expr, Grouping, Matcher, Matching, MatchOperator, Named, Selector } from "./ast";

/** The part of a lezer node that is read here; the package's own type differs between its two module formats. */
export interface SyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly firstChild: SyntaxNode | null;
  readonly nextSibling: SyntaxNode | null;
  getChild(name: string): SyntaxNode | null;
  getChildren(name: string): SyntaxNode[];
}

/** What does not parse, and where. */
export class QueryError extends Error {
  override readonly name = "QueryError";
}

/** Reads one PromQL expression. @throws QueryError on what the grammar of Prometheus' own editor refuses */
export type ParsePromql = (query: string) => Expr;

/** Loaded when first needed, and by `import()`, as the grammar is published as an ES module. */
export async function promqlParser(): Promise<ParsePromql> {
  const { parser } = await import("@prometheus-io/lezer-promql");
  return (query) => {
    const tree = parser.parse(query);
    tree.iterate({
      enter(node) {
        if (node.type.isError) throw new QueryError(`does not parse at character ${node.from + 1}`);
      },
    });
    const [top] = expressions(tree.topNode);
    if (top === undefined) throw new QueryError("is empty");
    return new Reader(query).expr(top);
  };
}

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

const EXPRESSIONS = new Set([
  "AggregateExpr",
  "BinaryExpr",
  "FunctionCall",
  "MatrixSelector",
  "NumberDurationLiteral",
  "OffsetExpr",
  "ParenExpr",
  "StepInvariantExpr",
  "StringLiteral",
  "SubqueryExpr",
  "UnaryExpr",
  "VectorSelector",
  "AnchoredExpr",
  "SmoothedExpr",
]);

function expressions(node: SyntaxNode): SyntaxNode[] {
  return children(node).filter(({ name }) => EXPRESSIONS.has(name));
}

class Reader {
  constructor(private readonly query: string) {}

  expr(node: SyntaxNode): Expr {
    const { from, to } = node;
    switch (node.name) {
      case "NumberDurationLiteral":
        return { kind: "number", text: this.text(node), from, to };
      case "StringLiteral":
        return { kind: "string", text: this.text(node), from, to };
      case "VectorSelector":
        return this.selector(node);
      case "AggregateExpr":
        return {
          kind: "aggregation",
          operator: this.text(named(node, "AggregateOp")),
          grouping: this.grouping(node.getChild("AggregateModifier")),
          args: this.args(named(node, "FunctionCallBody")),
          from,
          to,
        };
      case "FunctionCall":
        return {
          kind: "call",
          name: this.text(named(node, "FunctionIdentifier")),
          args: this.args(named(node, "FunctionCallBody")),
          from,
          to,
        };
      case "BinaryExpr":
        return this.binary(node);
      case "MatrixSelector":
      case "SubqueryExpr": {
        const [range, step] = node.getChildren("DurationExpr").map((one) => this.label(one));
        if (range === undefined) throw new QueryError(`has a range without a length: ${this.text(node)}`);
        return { kind: "range", of: this.only(node), range, step, from, to };
      }
      case "OffsetExpr": {
        const offset = node.getChild("OffsetDurationExpr");
        return {
          kind: "shifted",
          of: this.only(node),
          offset: offset === null ? undefined : this.label(offset),
          from,
          to,
        };
      }
      case "StepInvariantExpr":
      case "AnchoredExpr":
      case "SmoothedExpr":
        return { kind: "shifted", of: this.only(node), offset: undefined, from, to };
      case "ParenExpr":
        return { kind: "parenthesis", of: this.only(node), from, to };
      case "UnaryExpr":
        return { kind: "unary", of: this.only(node), from, to };
      default:
        throw new QueryError(`holds ${node.name}, which is not understood here: ${this.text(node)}`);
    }
  }

  private text({ from, to }: { readonly from: number; readonly to: number }): string {
    return this.query.slice(from, to);
  }

  private label(node: SyntaxNode): Named {
    return { name: unquoted(this.text(node)), from: node.from, to: node.to };
  }

  private only(node: SyntaxNode): Expr {
    const [first] = expressions(node);
    if (first === undefined) throw new QueryError(`has nothing in ${this.text(node)}`);
    return this.expr(first);
  }

  private args(body: SyntaxNode): readonly Expr[] {
    return expressions(body).map((one) => this.expr(one));
  }

  private selector(node: SyntaxNode): Selector {
    const { from, to } = node;
    const inBraces = node.getChild("LabelMatchers");
    const parts = inBraces === null ? [] : children(inBraces);
    const read = parts.filter(({ name }) => name.endsWith("LabelMatcher")).map((one) => this.matcher(one));
    const quoted = parts.find(({ name }) => name === "QuotedLabelName");
    const name = node.getChild("Identifier") ?? quoted;
    const matched = read.find(({ label, operator }) => label === "__name__" && operator.text === "=");
    return {
      kind: "selector",
      metric: name == null ? matched?.value : unquoted(this.text(name)),
      matchers: read.filter(({ label }) => label !== "__name__"),
      from,
      to,
    };
  }

  private matcher(node: SyntaxNode): Matcher {
    const name = node.getChild("LabelName") ?? named(node, "QuotedLabelName");
    const operator = named(node, "MatchOp");
    return {
      label: unquoted(this.text(name)),
      operator: { text: this.text(operator) as MatchOperator, from: operator.from, to: operator.to },
      value: unquoted(this.text(named(node, "StringLiteral"))),
      from: node.from,
      to: node.to,
    };
  }

  private grouping(node: SyntaxNode | null): Grouping | undefined {
    if (node === null) return undefined;
    return { without: node.getChild("Without") !== null, labels: this.labels(named(node, "GroupingLabels")) };
  }

  private labels(node: SyntaxNode | undefined): readonly Named[] {
    if (node === undefined) return [];
    return children(node)
      .filter(({ name }) => name === "LabelName" || name === "QuotedLabelName")
      .map((one) => this.label(one));
  }

  private binary(node: SyntaxNode): Binary {
    const [left, right] = expressions(node);
    if (left === undefined || right === undefined)
      throw new QueryError(`is not complete: ${this.text(node)}`);
    const operator = children(node).find(({ from, name }) => from >= left.to && !NOT_OPERATORS.has(name));
    if (operator === undefined) throw new QueryError(`has no operator: ${this.text(node)}`);
    return {
      kind: "binary",
      operator: { text: this.text(operator).toLowerCase(), from: operator.from, to: operator.to },
      bool: node.getChild("BoolModifier") !== null,
      left: this.expr(left),
      right: this.expr(right),
      matching: this.matching(node.getChild("MatchingModifierClause")),
      from: node.from,
      to: node.to,
    };
  }

  private matching(node: SyntaxNode | null): Matching | undefined {
    if (node === null) return undefined;
    const [on, taken] = node.getChildren("GroupingLabels");
    const left = node.getChild("GroupLeft") !== null;
    const grouped = left || node.getChild("GroupRight") !== null;
    return {
      ignoring: node.getChild("Ignoring") !== null,
      labels: this.labels(on),
      group: grouped ? { side: left ? "left" : "right", labels: this.labels(taken) } : undefined,
    };
  }
}

const NOT_OPERATORS = new Set(["BoolModifier", "MatchingModifierClause", "LineComment"]);

function named(node: SyntaxNode, name: string): SyntaxNode {
  const child = node.getChild(name);
  if (child === null) throw new QueryError(`has no ${name} in a ${node.name}`);
  return child;
}

/** The text of a string as Prometheus reads it: double and single quotes know escapes, backquotes do not. */
function unquoted(text: string): string {
  const quote = text[0];
  if (quote === "`") return text.slice(1, -1);
  if (quote !== '"' && quote !== "'") return text;
  return text
    .slice(1, -1)
    .replaceAll(
      /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/g,
      (_, hex?: string, unicode?: string, one = "") => {
        const code = hex ?? unicode;
        if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
        return ESCAPES[one as string] ?? (one as string);
      },
    );
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
