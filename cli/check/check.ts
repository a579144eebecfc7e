import type { Evaluated } from "../program/evaluate";
import { checkDashboards } from "./dashboards";
import type { Finding } from "./finding";
import { INVARIANTS, stackOfResources } from "./invariants";
import { checkQueries } from "./queries";
import { syntaxCheck } from "./query";
import { checkRoutes } from "./routes";
import { checkRules } from "./rules";

export interface Checked {
  readonly findings: readonly Finding[];
  /** What could not be judged, and why. */
  readonly notes: readonly string[];
}

/** Everything that can be said about a stack inside this process, in seconds: no tool, no network, no cluster. */
export async function checkInProcess({ plan, resources }: Evaluated): Promise<Checked> {
  const syntax = await syntaxCheck();
  const queries = await checkQueries(plan);
  const stack = stackOfResources(plan.settings, resources);
  const findings = [
    ...checkRules(plan, syntax),
    ...checkRoutes(plan),
    ...checkDashboards(plan, syntax),
    ...queries.findings,
    ...Object.values(INVARIANTS).flatMap((invariant) => invariant(stack)),
  ];
  return { findings, notes: queries.notes };
}
