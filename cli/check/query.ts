export type QueryLanguage = "promql" | "logql";

/** Says what does not parse in a query; undefined when it parses. */
export type SyntaxCheck = (language: QueryLanguage, query: string) => string | undefined;

interface SyntaxNode {
  readonly type: { readonly isError: boolean };
  readonly from: number;
}
interface Parser {
  parse(text: string): { iterate(visit: { enter(node: SyntaxNode): boolean }): void };
}

/**
 * The grammars that the products' own editors use. They judge syntax alone; types and metric names are another check.
 * Loaded when first needed, and by `import()`, as both are published as ES modules.
 */
export async function syntaxCheck(): Promise<SyntaxCheck> {
  const [{ parser: promql }, { parser: logql }] = await Promise.all([
    import("@prometheus-io/lezer-promql"),
    import("@grafana/lezer-logql"),
  ]);
  const parsers: Readonly<Record<QueryLanguage, Parser>> = { promql, logql };
  return (language, query) => firstError(parsers[language], query);
}

function firstError(parser: Parser, query: string): string | undefined {
  if (query.trim() === "") return "is empty";
  const text = withoutVariables(query);
  const errors: number[] = [];
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) errors.push(node.from);
      return errors.length === 0;
    },
  });
  const [at] = errors;
  if (at === undefined) return undefined;
  const near = text.slice(at, at + 20).split("\n")[0] ?? "";
  return near === "" ? "ends too early" : `does not parse at character ${at + 1}, near "${near}"`;
}

/** Grafana puts its variables in before it sends a query: intervals become a duration, all others a word. */
function withoutVariables(query: string): string {
  return query
    .replaceAll(/\$\{?__range_s\}?/g, "300")
    .replaceAll(/\$\{?__range_ms\}?/g, "300000")
    .replaceAll(/\$\{?__(?:rate_interval|interval|range|auto)\}?/g, "5m")
    .replaceAll(/\$\{\w+(?::[^}]*)?\}|\$[A-Za-z_]\w*|\[\[\w+\]\]/g, "x");
}
