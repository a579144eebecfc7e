import { nearest } from "../../config/suggest";
import { PROMQL_FUNCTIONS } from "./promql-functions";

export type Language = "promql" | "logql";

/** The part of a lezer node that both grammars share. */
export interface Node {
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

/** The query's tree, or where it does not parse, in characters from its start. */
export function treeOf(query: string, language: Language): Node | { readonly errorAt: number } {
  const tree = parserOf(language).parse(query);
  const errors: number[] = [];
  tree.iterate({
    enter(node) {
      if (node.type.isError) errors.push(node.from);
    },
  });
  const [errorAt] = errors;
  return errorAt === undefined ? tree.topNode : { errorAt };
}

/** Why a query does not parse, and what to write; undefined when it does. */
export function syntaxMistake(
  query: string,
  language: Language,
): { readonly reason: string; readonly fix: string } | undefined {
  const tree = treeOf(query, language);
  if (!("errorAt" in tree)) return undefined;
  const { errorAt } = tree;
  const called = /([a-z_]\w*)\s*$/i.exec(query.slice(0, errorAt))?.[1];
  if (language === "promql" && called !== undefined && query.slice(errorAt).trimStart().startsWith("(")) {
    const other = nearest(called, PROMQL_FUNCTIONS);
    const reason = `calls "${called}", which is no function of Prometheus`;
    return { reason, fix: other === undefined ? "use one that it has" : `did you mean "${other}"?` };
  }
  const near = query.slice(errorAt, errorAt + 20).split("\n")[0] ?? "";
  const reason =
    near.trim() === "" ? "ends too early" : `does not parse at character ${errorAt + 1}, near "${near}"`;
  return { reason, fix: `write valid ${language === "promql" ? "PromQL" : "LogQL"}` };
}

/** Loaded when first needed: it costs more than reading every rule file. */
function parserOf(language: Language): Parser {
  /* eslint-disable @typescript-eslint/no-require-imports -- import() would make the whole program asynchronous */
  const loaded: unknown =
    language === "promql" ? require("@prometheus-io/lezer-promql") : require("@grafana/lezer-logql");
  /* eslint-enable @typescript-eslint/no-require-imports */
  return (loaded as { readonly parser: Parser }).parser;
}
