import assert from "node:assert/strict";
import type { Outcome } from "./messages";

/** Operation to number of resources; fails with the engine's own words when the operation did. */
export function changes(outcome: Outcome): Readonly<Record<string, number>> {
  assert.ok(outcome.ok, outcome.error ?? outcome.diagnostics.join("\n"));
  return outcome.changes;
}

/** "update StatefulSet prometheus" for every step of an operation that went well, sorted. */
export function steps(outcome: Outcome): string[] {
  changes(outcome);
  return outcome.steps
    .map(({ op, type, urn }) => `${op} ${type.split(":").at(-1) ?? ""} ${urn.split("::").at(-1) ?? ""}`)
    .sort();
}
