import type { SloOwner } from "./model";
import type { Tier } from "./tiers";

/** `shop-availability`; Sloth's own form of the id. */
export function slothId(owner: Pick<SloOwner, "name">, slo: { readonly name: string }): string {
  return `${owner.name}-${slo.name}`;
}

/**
 * Labels of every recorded series, as Sloth writes them (https://sloth.dev/introduction/architecture/), and a job and an
 * instance, by which dashboards let the reader choose.
 */
export function slothLabels(
  owner: SloOwner,
  slo: { readonly name: string },
): Readonly<Record<string, string>> {
  const id = slothId(owner, slo);
  return { sloth_id: id, sloth_service: owner.name, sloth_slo: slo.name, job: "slo", instance: id };
}

export type AlertKind =
  `BudgetBurn${"Fast" | "Medium" | "Slow" | "Trend"}` | "BudgetExhausted" | "MetricAbsent" | "SliBroken";

export function burnKind({ name }: Tier): AlertKind {
  const kinds = {
    fast: "BudgetBurnFast",
    medium: "BudgetBurnMedium",
    slow: "BudgetBurnSlow",
    trend: "BudgetBurnTrend",
  } as const;
  return kinds[name];
}

/** `SloOrderLatencyBudgetBurnFast`. */
export function alertName(slo: { readonly name: string }, kind: AlertKind): string {
  const words = slo.name.split("-").map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return `Slo${words.join("")}${kind}`;
}

/** uid of the dashboard of a system's objectives; Grafana takes 40 characters. */
export function sloDashboardUid({ name }: Pick<SloOwner, "name">): string {
  return `slo-${name}`.slice(0, 40);
}

/** One page per kind of alert, since what to do does not depend on the objective. */
export function runbookOf(kind: AlertKind): string {
  return `docs/runbooks/slo/${kind}.md`;
}
