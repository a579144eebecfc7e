import type { Route } from "./schema/alerting";

/** The receiver that tells nobody; written out so that silence is a choice. Its alerts are seen in Alertmanager alone. */
export const NOBODY = "none";
/** The receiver that pings the external dead man's switch. */
export const HEARTBEAT = "heartbeat";

/** Which values of which label a route takes. */
export interface Match {
  readonly label: string;
  readonly values: readonly string[];
}

/** Everything that a route asks of an alert; nothing, where it takes every alert. */
export function matchesOf({ severities, systems, labels = {} }: Route): Match[] {
  const others = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...(severities === undefined ? [] : [{ label: "severity", values: severities }]),
    ...(systems === undefined ? [] : [{ label: "system", values: systems }]),
    ...others.map(([label, values]) => ({ label, values })),
  ];
}

/**
 * Names of the receivers that are told about an alert with these labels, in order, as Alertmanager itself would decide:
 * the first route that takes it wins unless it says `continue`. Empty: nobody is told.
 */
export function toldBy(routes: readonly Route[], labels: Readonly<Record<string, string>>): string[] {
  const told: string[] = [];
  for (const route of routes) {
    if (!matchesOf(route).every(({ label, values }) => values.includes(labels[label] ?? ""))) continue;
    if (route.receiver !== NOBODY && !told.includes(route.receiver)) told.push(route.receiver);
    if (!route.continue) break;
  }
  return told;
}
