import type { Expr } from "../promql/ast";
import { bare } from "../promql/ast";
import type { ParsePromql } from "../promql/parse";
import type { RuleFile } from "../../systems/plan";
import type { Registry } from "../registry";
import { anything, jobsFor, lookUp, onlySelector, type Known, type Recorded } from "./known";
import { labelsOf } from "./labels";

/** What every recording rule of the stack makes. A rule may read what another makes: each is worked out in file order. */
export function recordedBy(files: readonly RuleFile[], registry: Registry, parse: ParsePromql): Recorded {
  const found = new Map<string, Known>();
  const rules = files.flatMap((file) =>
    file.groups.flatMap((group) =>
      group.rules.flatMap((rule) =>
        "record" in rule
          ? [{ ...rule, labels: { system: file.system, ...group.labels, ...rule.labels } }]
          : [],
      ),
    ),
  );
  // Known before any is worked out, so that a rule that stands before what it reads is no unknown metric.
  for (const { record } of rules) found.set(record, anything(record));
  for (const { record, expr, labels } of rules) {
    const parsed = tryParse(expr, parse);
    if (parsed === undefined) continue;
    const own = labelsOf(
      parsed,
      (selector) => lookUp(selector, jobsFor(selector, registry), registry, found)?.labels,
    );
    const before = found.get(record)?.labels;
    const all = own === undefined ? undefined : new Set([...own, ...Object.keys(labels), ...(before ?? [])]);
    found.set(record, { ...anything(record), type: typeOf(parsed, registry, found), labels: all });
  }
  return found;
}

/** Sums and copies of counters are counters; whatever was computed otherwise is not. */
function typeOf(expr: Expr, registry: Registry, recorded: Recorded): Known["type"] {
  const core = bare(expr);
  if (core.kind === "aggregation" && core.operator === "sum") {
    const of = core.args.at(-1);
    return of === undefined ? "gauge" : typeOf(of, registry, recorded);
  }
  const selector = core.kind === "selector" ? onlySelector(core) : undefined;
  if (selector === undefined) return "gauge";
  return lookUp(selector, jobsFor(selector, registry), registry, recorded)?.type ?? "untyped";
}

function tryParse(expr: string, parse: ParsePromql): Expr | undefined {
  try {
    return parse(expr);
  } catch {
    // Told by the check of the syntax.
    return undefined;
  }
}
