/** Longest description and name in a list, in characters; `printf "%.200s"` counts characters, not bytes. */
export const TEXT = 200;
export const NAME = 60;

/** How many alerts of each state are listed. */
export interface Listed {
  readonly firing: number;
  readonly resolved: number;
}

/** Annotations that are links, and their words. */
export const LINKS = [
  ["runbook_url", "Runbook"],
  ["dashboard_url", "Dashboard"],
  ["logs_url", "Logs"],
] as const;

/** The first alerts of one state, then how many there are more: `len` of the rest, as templates cannot subtract. */
export function list(state: "Firing" | "Resolved", most: number, line: string, end: string): string {
  return (
    `{{ $all := .Alerts.${state} }}{{ $shown := $all }}` +
    `{{ if gt (len $all) ${most} }}{{ $shown = slice $all 0 ${most} }}{{ end }}` +
    `{{ range $shown }}${line}{{ end }}` +
    `{{ if gt (len $all) ${most} }}+{{ len (slice $all ${most}) }} more ${state.toLowerCase()}${end}{{ end }}`
  );
}

/** What one firing alert says of itself. */
export function firingText(): string {
  return (
    `{{ if .Annotations.description }}{{ printf "%.${TEXT}s" .Annotations.description }}` +
    `{{ else }}{{ printf "%.${TEXT}s" .Annotations.summary }}{{ end }}`
  );
}
