/** One thing that is wrong with a stack. */
export interface Finding {
  /** What was checked: `rules`, `routes`, `dashboards`, `manifests`, or a tool's name. */
  readonly area: string;
  /** The file, object or name that it is about. */
  readonly where: string;
  readonly reason: string;
  readonly fix: string;
}

export function findingText({ area, where, reason, fix }: Finding): string {
  return `${area}: ${where}: ${reason}; ${fix}`;
}
