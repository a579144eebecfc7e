import type { ParsePromql } from "../../../catalogue/promql/parse";
import type { AlertRule, Rule } from "../../../systems/plan";
import { stretched } from "./duration";
import { edits } from "./expression";

/** A rule with one slip in it. */
export interface Mutant {
  /** What was changed; unique within the rule. */
  readonly what: string;
  readonly rule: Rule;
}

/** Every mutant of one rule: of its expression, and of an alert's two waits. */
export function mutantsOf(rule: Rule, parse: ParsePromql): readonly Mutant[] {
  const inExpression = edits(rule.expr, parse(rule.expr)).map(({ what, expr }) => ({
    what,
    rule: { ...rule, expr },
  }));
  const waits = "alert" in rule ? [...waitsOf(rule, "for"), ...waitsOf(rule, "keep_firing_for")] : [];
  return numbered([...inExpression, ...waits]);
}

function waitsOf(rule: AlertRule, field: "for" | "keep_firing_for"): Mutant[] {
  const { [field]: wait, ...rest } = rule;
  if (wait === undefined) return [];
  const other = stretched(wait).map((length) => ({
    what: `${field}: ${wait} becomes ${length}`,
    rule: { ...rest, [field]: length },
  }));
  return [{ what: `no ${field}`, rule: rest }, ...other];
}

/** The same slip in two equal pieces of a rule is told apart by a number. */
function numbered(mutants: readonly Mutant[]): readonly Mutant[] {
  const seen = new Map<string, number>();
  return mutants.map(({ what, rule }) => {
    const times = (seen.get(what) ?? 0) + 1;
    seen.set(what, times);
    return { what: times === 1 ? what : `${what} (${times})`, rule };
  });
}
