import { treeOf } from "./grammar";
import type { Language, Node } from "./grammar";

export type { Language };

/** Where the number of the final comparison stands in the query. */
export interface Comparison {
  readonly from: number;
  readonly to: number;
  readonly threshold: number;
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
  const tree = treeOf(query, language);
  let node: Node | undefined = "errorAt" in tree ? undefined : tree;
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
