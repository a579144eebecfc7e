import { series } from "../kit";

/** Selector of the API's series. */
export function api(metric: string, ...matchers: readonly string[]): string {
  return series(metric, 'job="huntaze-api"', ...matchers);
}

/**
 * One SLI in one unit, whichever of the two the application speaks; of several instances the worst. The same formula as in
 * rules/huntaze/objectives.yaml, on which the alerts are built, but for the chosen targets.
 */
export function sli(
  name: string,
  worst: "min" | "max",
  unit: string,
  other: { readonly unit: string; readonly times: string },
): string {
  const of = (one: string) => `${worst}(${api("sli_current_value", `sli="${name}"`, `unit="${one}"`)})`;
  return `${of(unit)} or ${of(other.unit)} ${other.times}`;
}
