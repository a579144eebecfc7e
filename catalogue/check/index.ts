import { didYouMean } from "../../config/suggest";
import type { Plan } from "../../systems/plan";
import type { Expr, Selector } from "../promql/ast";
import { promqlParser, QueryError, type ParsePromql } from "../promql/parse";
import { ownCatalogues, registryOf, type Registry } from "../registry";
import { jobsFor, lookUp, type Recorded } from "./known";
import { labelsOf } from "./labels";
import { judgeLogQuery, logLabels, type LogLabels, type LogParser } from "./log-query";
import type { QueryProblem } from "./problem";
import { judgeQuery } from "./query";
import { recordedBy } from "./recorded";
import { sitesOf, type Site } from "./sites";
import { unitMismatch, unitOf } from "./unit";
import { withDurations } from "./variables";

/** One thing that is wrong with one query of the stack. */
export interface QueryFinding extends QueryProblem {
  readonly area: Site["area"];
  readonly where: string;
}

export interface QueryReport {
  readonly findings: readonly QueryFinding[];
  /** Systems of which nobody wrote down what they expose: their queries were not judged by it. */
  readonly uncatalogued: readonly string[];
}

interface Judge {
  readonly registry: Registry;
  readonly recorded: Recorded;
  readonly parse: ParsePromql;
  readonly logParser: LogParser;
  readonly logs: LogLabels;
}

/**
 * Every query in rules, panels and variables against what the stack's targets expose.
 * Queries that do not parse are left to the check of the syntax.
 * @throws CatalogueError when a catalogue cannot be read
 */
export async function judgeQueries(plan: Plan): Promise<QueryReport> {
  const [parse, { parser: logParser }] = await Promise.all([promqlParser(), import("@grafana/lezer-logql")]);
  const registry = registryOf(plan, ownCatalogues());
  const recorded = recordedBy(plan.ruleFiles, registry, parse);
  const judge: Judge = { registry, recorded, parse, logParser, logs: logLabels(plan) };
  return {
    findings: sitesOf(plan).flatMap((site) =>
      judgeSite(site, judge).map((problem) => ({ area: site.area, where: site.where, ...problem })),
    ),
    uncatalogued: registry.uncatalogued,
  };
}

function judgeSite(site: Site, judge: Judge): readonly QueryProblem[] {
  const query = withDurations(site.query);
  if (site.language === "logql") return judgeLogQuery(query, judge.logParser, judge.logs);
  const expr = parsed(query, judge.parse);
  if (expr === undefined) return [];
  const { registry, recorded } = judge;
  const known = (selector: Selector) => lookUp(selector, jobsFor(selector, registry), registry, recorded);
  return [
    ...judgeQuery(expr, { registry, recorded, system: site.system }),
    ...lostLabels(site, expr, (selector) => known(selector)?.labels),
    ...wrongUnit(site, expr, known),
  ];
}

function parsed(query: string, parse: ParsePromql): Expr | undefined {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

/** Labels that a legend, an annotation or a variable reads, and that the result does not have. */
function lostLabels(
  { area, reads, given }: Site,
  expr: Expr,
  selected: Parameters<typeof labelsOf>[1],
): readonly QueryProblem[] {
  if (reads.length === 0) return [];
  const present = labelsOf(expr, selected);
  if (present === undefined) return [];
  const known = [...present, ...given].sort();
  const where = area === "rules" ? "an annotation reads $labels." : "the legend or variable reads the label ";
  return [...new Set(reads)]
    .filter((label) => !known.includes(label))
    .map((label) => ({
      reason: `${where}${label}, which the result does not have`,
      fix: didYouMean(label, known, "aggregate by it, or leave it out"),
    }));
}

function wrongUnit(
  { unit: shown }: Site,
  expr: Expr,
  known: Parameters<typeof unitOf>[1],
): readonly QueryProblem[] {
  const unit = shown === undefined ? undefined : unitOf(expr, known);
  const mismatch = unit === undefined || shown === undefined ? undefined : unitMismatch(unit, shown);
  if (mismatch === undefined) return [];
  const [reason = "", fix = ""] = mismatch.split("; ");
  return [{ reason, fix }];
}
