import { warning, type Finding } from "../../../config/problem";
import type { Look } from "../facts";

/** For a name that was not asked for, which is a mistake of the reader's and must not pass for "all is well". */
const NOT_ASKED: Look<never> = { state: "unknown", reason: "it was not asked for" };

export function lookedUp<T>(looks: Readonly<Record<string, Look<T>>>, key: string): Look<T> {
  return looks[key] ?? NOT_ASKED;
}

/** What could not be seen is said: silence would mean that it is in order. */
export function cannotSee(what: string, reason: string): Finding {
  return warning(
    what,
    `cannot be looked at: ${reason}`,
    "look yourself, or use credentials that may read it",
  );
}
