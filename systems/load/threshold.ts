import type { ParsedRules } from "./rules";
import { isAlert } from "./rule-reader";

const FINAL_COMPARISON = /(?:<=?|>=?|==|!=)\s*(-?\d+(?:\.\d+)?)\s*$/;

/** The number of the last comparison of an alert's expression. Undefined when it does not end in one. */
export function finalThreshold(expr: string): number | undefined {
  const match = FINAL_COMPARISON.exec(expr.trimEnd());
  return match === null ? undefined : Number(match[1]);
}

/** The threshold of one alert of a rule file of ours. Throws when there is none: then the dashboard is out of step. */
export function thresholdIn(rules: ParsedRules, file: string, alert: string): number {
  const rule = rules.groups
    .flatMap((group) => group.rules)
    .filter(isAlert)
    .find(({ alert: name }) => name === alert);
  const threshold = rule === undefined ? undefined : finalThreshold(rule.expr);
  if (threshold === undefined)
    throw new Error(`${file}: alert ${alert} does not end in "<comparison> <number>"`);
  return threshold;
}
