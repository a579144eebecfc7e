/** What is wrong with a query, and what to do. */
export interface QueryProblem {
  readonly reason: string;
  readonly fix: string;
}
