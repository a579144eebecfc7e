import { nearest, oneOf } from "../../config/suggest";
import type { Problem } from "./problems";

/** An alert by what it is told apart with: two systems may each have an alert of the same name. */
export interface AlertId {
  readonly system: string;
  readonly alert: string;
}

/** `gauzian/GauzianBackendDown`: the alert's name in stack files, runbooks and messages. */
export function idOf({ system, alert }: AlertId): string {
  return `${system}/${alert}`;
}

/**
 * The alert that a stack file means by `<system>/<Alert>`, or by `<Alert>` alone where one system has it; else the
 * problem at `path`, with the nearest name.
 */
export function resolveAlert(name: string, known: readonly AlertId[], path: string): string | Problem {
  const ids = known.map(idOf);
  if (ids.includes(name)) return name;
  const namesakes = known.filter(({ alert }) => alert === name).map(idOf);
  const [only] = namesakes;
  if (namesakes.length === 1 && only !== undefined) return only;
  if (namesakes.length > 1) {
    return {
      at: path,
      reason: `alert "${name}" exists in ${namesakes.length} systems`,
      fix: `write ${oneOf(namesakes)}`,
    };
  }
  const choices = name.includes("/") ? ids : [...new Set(known.map(({ alert }) => alert))];
  const suggestion = nearest(name, choices);
  return {
    at: path,
    reason: `no alert "${name}" in this stack`,
    fix:
      suggestion === undefined
        ? "write it as its rule file has it: <Alert> or <system>/<Alert>"
        : `did you mean "${suggestion}"?`,
  };
}
