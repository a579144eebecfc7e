import type { Step } from "./types";

/** More is worse: green, from `warn` yellow, from `bad` red. */
export function above(bad: number, warn?: number): readonly Step[] {
  return [
    { from: undefined, color: "green" },
    ...(warn === undefined ? [] : [{ from: warn, color: "yellow" } as const]),
    { from: bad, color: "red" },
  ];
}

/** Less is worse: red, from `bad` yellow, from `good` green. */
export function below(bad: number, good: number): readonly Step[] {
  return [
    { from: undefined, color: "red" },
    { from: bad, color: "yellow" },
    { from: good, color: "green" },
  ];
}
