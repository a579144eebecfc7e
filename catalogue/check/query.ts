import { didYouMean, nearest } from "../../config/suggest";
import {
  all,
  selectors,
  type Binary,
  type Expr,
  type Matcher,
  type Named,
  type Selector,
} from "../promql/ast";
import type { Job, Registry } from "../registry";
import {
  fullMatch,
  isExposed,
  isVariable,
  jobsFor,
  lookUp,
  seriesName,
  type Known,
  type Recorded,
} from "./known";
import { judgeCall, judgeQuantile, rawCounter } from "./functions";
import { labelsOf, names, type Labels } from "./labels";
import type { QueryProblem } from "./problem";

/** What a query is judged by. */
export interface Judging {
  readonly registry: Registry;
  readonly recorded: Recorded;
  /** System whose rule or dashboard asks. */
  readonly system: string;
}

const COMPARISONS = new Set([">", "<", ">=", "<=", "==", "!="]);

/** Everything in the query that can give no data, or wrong data, on what the stack scrapes. */
export function judgeQuery(expr: Expr, judging: Judging): readonly QueryProblem[] {
  const elsewhere = new Set(
    all(expr).flatMap((one) => (one.kind === "binary" ? absentHalf(one, judging) : [])),
  );
  const known = (selector: Selector): Known | undefined =>
    lookUp(selector, jobsFor(selector, judging.registry), judging.registry, judging.recorded);
  const labels = (one: Expr): Labels => labelsOf(one, (selector) => known(selector)?.labels);
  const found = all(expr).flatMap((one): readonly QueryProblem[] => {
    switch (one.kind) {
      case "selector":
        return elsewhere.has(one) ? [] : judgeSelector(one, known(one), judging);
      case "aggregation": {
        const inner = one.args.at(-1);
        if (one.grouping === undefined || inner === undefined) return [];
        return missing(
          one.grouping.labels,
          labels(inner),
          `${one.operator} ${one.grouping.without ? "without" : "by"}`,
        );
      }
      case "call":
        return [...judgeCall(one.name, one.args, known), ...judgeQuantile(one.name, one.args, labels, known)];
      case "binary":
        return [
          ...(COMPARISONS.has(one.operator.text) ? rawCounter(one.left, one.right, known) : []),
          ...(one.matching === undefined || one.matching.ignoring
            ? []
            : [
                ...missing(one.matching.labels, labels(one.left), "on, left side,"),
                ...missing(one.matching.labels, labels(one.right), "on, right side,"),
              ]),
        ];
      case "number":
      case "string":
      case "range":
      case "shifted":
      case "parenthesis":
      case "unary":
        return [];
    }
  });
  return [...new Map(found.map((problem) => [problem.reason, problem])).values()];
}

function judgeSelector(
  selector: Selector,
  known: Known | undefined,
  judging: Judging,
): readonly QueryProblem[] {
  const { registry } = judging;
  const jobs = jobsFor(selector, registry);
  const badJob = selector.matchers.flatMap((matcher) => judgeTarget(matcher, registry));
  if (badJob.length > 0) return badJob;
  if (selector.metric === undefined || isVariable(selector.metric)) return [];
  if (known === undefined) {
    // What a rule leaves to another system may be all that this stack has of it.
    const leaves = {
      ...selector,
      matchers: selector.matchers.filter(({ operator }) => !operator.text.startsWith("!")),
    };
    const left = lookUp(leaves, jobsFor(leaves, registry), registry, judging.recorded);
    return left === undefined ? unknownMetric(selector.metric, jobs, judging) : [];
  }
  if (!known.stored) {
    const reason = `metric "${selector.metric}" is exposed, and not stored: its job keeps other names only`;
    return [{ reason, fix: "add it to keepMetrics of the job, or use one that is kept" }];
  }
  if (known.type === "histogram" && !selector.metric.endsWith("_bucket")) {
    const fix = `use ${known.family}_bucket, ${known.family}_sum or ${known.family}_count`;
    return [{ reason: `"${selector.metric}" is a histogram, no series of its own`, fix }];
  }
  return selector.matchers.flatMap((matcher) => judgeMatcher(matcher, selector.metric ?? "", known));
}

/**
 * `a or b` of two programs of which a stack has one: the other half may ask for what only that other program exposes.
 * Those selectors, where the rest of the expression has its series.
 */
function absentHalf({ operator, left, right }: Binary, judging: Judging): readonly Selector[] {
  if (operator.text !== "or") return [];
  const { registry, recorded } = judging;
  const here = (one: Selector): boolean =>
    lookUp(one, jobsFor(one, registry), registry, recorded) !== undefined;
  const isElsewhere = (one: Selector): boolean =>
    !here(one) && one.metric !== undefined && isExposed(one.metric, judging.registry.catalogues);
  return [left, right].flatMap((half, index) => {
    const other = index === 0 ? right : left;
    return selectors(other).some(here) ? selectors(half).filter(isElsewhere) : [];
  });
}

/** `job` and `system` must name something of this stack. */
function judgeTarget(matcher: Matcher, { jobs, systems, discovers }: Registry): readonly QueryProblem[] {
  const { label, operator, value } = matcher;
  // What is left out need not be there.
  if (isVariable(value) || value === "" || operator.text.startsWith("!")) return [];
  if (label !== "job" && label !== "system") return [];
  if (label === "job" && discovers && /[/.]/.test(value)) return [];
  const choices = label === "job" ? jobs.map(({ name }) => name) : [...systems, "discovered"];
  const pattern = operator.text.includes("~") ? fullMatch(value) : undefined;
  const some = choices.some((choice) => (pattern === undefined ? choice === value : pattern.test(choice)));
  if (some || (operator.text.includes("~") && pattern === undefined)) return [];
  const reason = `no ${label} of this stack ${pattern === undefined ? "is called" : "matches"} "${value}"`;
  const near = nearest(value, choices);
  return [
    { reason, fix: near === undefined ? `name one of this stack's ${label}s` : `did you mean "${near}"?` },
  ];
}

function unknownMetric(metric: string, jobs: readonly Job[], judging: Judging): readonly QueryProblem[] {
  const { registry, recorded, system } = judging;
  // What an app without a catalogue exposes, only its own queries may ask for.
  const open = jobs.filter(({ catalogues }) => catalogues === undefined);
  if (registry.uncatalogued.includes(system) && open.length > 0) return [];
  if (open.length > 0 && open.length === jobs.length) return [];
  const candidates = [
    ...new Set(
      jobs.flatMap(({ catalogues = [] }) =>
        catalogues.flatMap(({ metrics }) => [...metrics.values()].flatMap(seriesName)),
      ),
    ),
    ...recorded.keys(),
  ];
  const near = nearest(metric, candidates);
  const where =
    jobs.length > 0 && jobs.length <= 3 ? ` by job ${jobs.map(({ name }) => name).join(", ")}` : "";
  return [
    {
      reason: `metric "${metric}" is exposed by nothing${where === "" ? " that this stack scrapes" : ` among what is scraped${where}`}`,
      fix:
        near === undefined
          ? "add it to the catalogue of its program, if that exposes it"
          : `did you mean "${near}"?`,
    },
  ];
}

function judgeMatcher(matcher: Matcher, metric: string, known: Known): readonly QueryProblem[] {
  const { label, operator, value } = matcher;
  // `label=""` asks for series without it.
  if (operator.text === "=" && value === "") return [];
  if (known.labels !== undefined && !known.labels.has(label)) {
    const reason = `metric "${metric}" has no label "${label}"`;
    return [{ reason, fix: didYouMean(label, [...known.labels].sort(), "leave it out") }];
  }
  if (isVariable(value) || value === "") return [];
  if (label === "le") return judgeBound(matcher, metric, known);
  const values = known.valuesOf(label);
  if (values === undefined || label === "job" || label === "system") return [];
  const wanted = operator.text.includes("~") ? alternatives(value) : [value];
  const lost = wanted.filter((one) => {
    if (!operator.text.includes("~")) return !values.includes(one);
    const pattern = fullMatch(one);
    return pattern !== undefined && !values.some((actual) => pattern.test(actual));
  });
  return lost.map((one) => ({
    reason: `${label}${operator.text}"${value}" of "${metric}": ${one === value ? "this" : `"${one}"`} matches none of its values`,
    fix: didYouMean(one, values, "leave it out"),
  }));
}

/** `a|b|c` outside of any parenthesis: each must be good for something. */
function alternatives(pattern: string): readonly string[] {
  return /[()[\]\\]/.test(pattern) ? [pattern] : pattern.split("|");
}

/** Prometheus writes `1` as `1.0` when it scrapes, so bounds are compared as numbers; the query must match the text. */
function judgeBound(
  { operator, value }: Matcher,
  metric: string,
  { buckets }: Known,
): readonly QueryProblem[] {
  if (buckets.length === 0 || operator.text.includes("~") || value === "+Inf") return [];
  if (buckets.some((bound) => Number(bound) === Number(value))) return [];
  const fix = `use one of ${buckets.join(", ")}, +Inf`;
  return [{ reason: `histogram "${metric}" has no bucket le="${value}"`, fix }];
}

function missing(wanted: readonly Named[], present: Labels, where: string): readonly QueryProblem[] {
  if (present === undefined) return [];
  return names(wanted)
    .filter((label) => !isVariable(label) && !present.has(label))
    .map((label) => ({
      reason: `${where} (${label}): there is no label "${label}" to group by`,
      fix: didYouMean(label, [...present].sort(), "leave it out"),
    }));
}
