/** One mistake in a file that a system names. `at` is `path` or `path:line`. */
export interface Problem {
  readonly at: string;
  readonly reason: string;
  readonly fix: string;
}

export function formatProblem({ at, reason, fix }: Problem): string {
  return `${at}: ${reason}; ${fix}`;
}
