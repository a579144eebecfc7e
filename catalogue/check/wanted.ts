import { selectors } from "../promql/ast";
import { QueryError, type ParsePromql } from "../promql/parse";
import { withDurations } from "./variables";

/** Names of all series that the queries select. */
export function seriesOf(queries: readonly string[], parse: ParsePromql): ReadonlySet<string> {
  return new Set(
    queries.flatMap((query) => {
      try {
        return selectors(parse(withDurations(query))).flatMap(({ metric }) => metric ?? []);
      } catch (error) {
        if (error instanceof QueryError) return [];
        throw error;
      }
    }),
  );
}
