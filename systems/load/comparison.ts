export type Language = "promql" | "logql";

/** Where the number of the final comparison stands in the query. */
export interface Comparison {
  readonly from: number;
  readonly to: number;
  readonly threshold: number;
}

/** The part of a lezer node that both grammars share. */
interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly type: { readonly isError: boolean };
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
}

/** Both packages are ES modules, whose own types a program of CommonJS modules cannot name. */
interface Parser {
  parse(text: string): { readonly topNode: Node; iterate(visit: { enter(node: Node): void }): void };
}

const BINARY = new Set(["BinaryExpr", "BinOpExpr"]);
const COMPARISONS = new Set(["Eql", "Neq", "Gtr", "Gte", "Lss", "Lte", "Eq", "Gt", "Lt"]);
const SETS = new Set(["And", "Or", "Unless"]);
/** LogQL wraps each expression in these; brackets are no wrapping, since what they hold does not end the query. */
const WRAPPERS = new Set(["PromQL", "LogQL", "Expr", "MetricExpr"]);
const NUMBERS = new Set(["NumberDurationLiteral", "LiteralExpr"]);

/**
 * The comparison with a number that the query ends in, found in its parse tree: of `a > 1 and b > 5 # c > 3` it is the 5.
 * Undefined when the query ends in anything else, or does not parse.
 */
export function finalComparison(query: string, language: Language): Comparison | undefined {
  let node: Node | undefined = parse(query, language);
  while (node !== undefined) {
    const own = children(node);
    const last = own.filter(({ name }) => name !== "LineComment" && name !== "Comment").at(-1);
    if (last === undefined) return undefined;
    if (WRAPPERS.has(node.name)) {
      node = last;
      continue;
    }
    if (!BINARY.has(node.name)) return undefined;
    if (own.some(({ name }) => COMPARISONS.has(name))) return numberAt(unwrapped(last), query);
    node = own.some(({ name }) => SETS.has(name)) ? last : undefined;
  }
  return undefined;
}

/** The query with another number in its final comparison. */
export function withThreshold(query: string, { from, to }: Comparison, threshold: number): string {
  return `${query.slice(0, from)}${threshold}${query.slice(to)}`;
}

function unwrapped(node: Node): Node {
  const [only] = children(node);
  return WRAPPERS.has(node.name) && only !== undefined ? unwrapped(only) : node;
}

/** A number alone: `5m` as a number and arithmetic are left to the rule file. */
function numberAt({ name, from, to }: Node, query: string): Comparison | undefined {
  const text = query.slice(from, to);
  if (!NUMBERS.has(name) || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
  return { from, to, threshold: Number(text) };
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

function parse(query: string, language: Language): Node | undefined {
  const tree = parserOf(language).parse(query);
  const errors: Node[] = [];
  tree.iterate({
    enter(node) {
      if (node.type.isError) errors.push(node);
    },
  });
  return errors.length > 0 ? undefined : tree.topNode;
}

/** Loaded when a stack first overrides a threshold: it costs more than reading every rule file. */
function parserOf(language: Language): Parser {
  /* eslint-disable @typescript-eslint/no-require-imports -- import() would make the whole program asynchronous */
  const loaded: unknown =
    language === "promql" ? require("@prometheus-io/lezer-promql") : require("@grafana/lezer-logql");
  /* eslint-enable @typescript-eslint/no-require-imports */
  return (loaded as { readonly parser: Parser }).parser;
}
