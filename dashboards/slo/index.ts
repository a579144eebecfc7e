import { sloDashboardUid } from "../../rules/slo";
import type { Slo, SloOwner } from "../../rules/slo";
import type { DashboardJson } from "../contract";
import { dashboard, seriesVariables } from "../kit";
import type { RowSpec } from "../kit";
import { badShare, budgetLeft, burnRate, events, goodShare } from "./budget";
import { durations } from "./duration";

/** One row per objective: what is left, how fast it goes, and the rate, errors and duration behind it. */
export function sloDashboard(owner: SloOwner, slos: readonly Slo[]): DashboardJson {
  // What is recorded for the objectives, and the targets that it is measured on.
  const series = `__name__=~"up|slo:sli_total:rate5m", system="${owner.name}"`;
  return dashboard({
    uid: sloDashboardUid(owner),
    title: `Objectives: ${owner.title}`,
    description: `Service level objectives of ${owner.title}: error budgets, how fast they burn, and why.`,
    tags: ["slo", owner.name],
    alerts: `system="${owner.name}", sloth_id!=""`,
    variables: seriesVariables(`{${series}}`, `{${series}, job=~"$job"}`),
    rows: slos.map((slo) => row(owner, slo)),
    from: "6h",
  });
}

function row(owner: SloOwner, slo: Slo): RowSpec {
  return {
    title: `${slo.title}: ${slo.objective} % over ${slo.period}`,
    panels: [
      budgetLeft(owner, slo),
      goodShare(owner, slo),
      burnRate(owner, slo),
      events(owner, slo),
      badShare(owner, slo),
      ...durations(owner, slo),
    ],
  };
}
