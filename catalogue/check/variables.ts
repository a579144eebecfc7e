/** What stands for a variable of Grafana's outside of a text. */
const DURATIONS = /\$\{?__(?:rate_interval|interval|range|auto)\}?/g;

/** Grafana's intervals become durations, so that the query parses. Variables inside of texts stay: their value is not known. */
export function withDurations(query: string): string {
  return query
    .replaceAll(/\$\{?__range_s\}?/g, "300")
    .replaceAll(/\$\{?__range_ms\}?|\$\{?__interval_ms\}?/g, "300000")
    .replaceAll(DURATIONS, "5m");
}

/** A template variable's query, `label_values(metric{...}, label)` and its kin. */
export interface VariableQuery {
  /** The series that are asked; undefined where all are. */
  readonly expr: string | undefined;
  /** The label whose values are wanted; undefined where the whole result is. */
  readonly label: string | undefined;
}

export function variableQuery(query: string): VariableQuery | undefined {
  const [, inside] = /^label_values\(([\s\S]*)\)$/.exec(query.trim()) ?? [];
  if (inside !== undefined) {
    const at = inside.lastIndexOf(",");
    const hasExpr = at >= 0 && !/[}"]/.test(inside.slice(at));
    return hasExpr
      ? { expr: inside.slice(0, at).trim(), label: inside.slice(at + 1).trim() }
      : { expr: undefined, label: inside.trim() };
  }
  const [, result] = /^query_result\(([\s\S]*)\)$/.exec(query.trim()) ?? [];
  return result === undefined ? undefined : { expr: result.trim(), label: undefined };
}
