/**
 * What narrows every selector to the chosen targets: Grafana's dashboard-linter wants these two matchers word for word.
 * Both choose everything at first, but only series that have the label: what is recorded needs a `job` and an `instance`.
 */
export const CHOSEN = [
  { label: "job", operator: "=~", value: "$job" },
  { label: "instance", operator: "=~", value: "$instance" },
] as const;

/** `metric{matchers, job=~"$job", instance=~"$instance"}`: a selector of a panel. */
export function series(metric: string, ...matchers: readonly string[]): string {
  const chosen = CHOSEN.map(({ label, operator, value }) => `${label}${operator}"${value}"`);
  return `${metric}{${[...matchers, ...chosen].join(", ")}}`;
}
