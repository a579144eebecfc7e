import type { AlertRule } from "../../base/rules";
import type { Slo, SloOwner } from "./model";
import { alertName, burnKind, runbookOf, sloDashboardUid, slothId } from "./names";
import type { AlertKind } from "./names";
import { recorded } from "./records";
import { indicatorOf } from "./sli";
import { burnRateText, thresholdText, TIERS } from "./tiers";
import type { Tier } from "./tiers";

/** In seconds: a service younger than that has not spent its month. */
const A_DAY = 86_400;

/** The alerts on how fast the budget burns, and on what would keep that from being seen. */
export function fastAlerts(owner: SloOwner, slo: Slo, step: number): readonly AlertRule[] {
  return [
    ...TIERS.map((tier) => burnAlert(owner, slo, tier, step)),
    absentAlert(owner, slo),
    // Of two counters with a stand-in for the missing one there is always a share.
    ...(slo.sli.kind === "requests" ? [] : [brokenAlert(owner, slo)]),
  ];
}

function burnAlert(owner: SloOwner, slo: Slo, tier: Tier, step: number): AlertRule {
  const { long, short, severity } = tier;
  const threshold = thresholdText(tier, slo);
  const ratio = (window: string) => recorded(`slo:sli_error:ratio_rate${window}`, owner, slo);
  const conditions = [
    `${ratio(long)} > ${threshold}`,
    `${ratio(short)} > ${threshold}`,
    `${recorded(`slo:sli_bad:increase${long}`, owner, slo)} >= ${slo.minimumBadEvents}`,
    ...(tier.minimumAge === 0 ? [] : [`${samples(owner, slo, long)} >= ${tier.minimumAge / step}`]),
  ];
  return alert(owner, slo, burnKind(tier), {
    expr: `max(\n  ${conditions.join("\nand ignoring (sloth_window)\n  ")}\n)`,
    for: tier.for,
    keep_firing_for: tier.keepFiringFor,
    labels: { severity, tier: tier.name, long, short },
    summary: `The error budget of ${quoted(owner, slo)} burns ${PACE[tier.name]}.`,
    description:
      `{{ $value | humanizePercentage }} of the ${eventsOf(slo)} within ${long} were bad: at ` +
      `${burnRateText(tier, slo.period)} times the pace that ${slo.objective} % over ${slo.period} allows, or faster.`,
  });
}

const PACE = { fast: "very fast", medium: "fast", slow: "too fast", trend: "faster than it grows" } as const;

function samples(owner: SloOwner, slo: Slo, window: string): string {
  return `count_over_time(${recorded("slo:sli_total:rate5m", owner, slo)}[${window}])`;
}

/** Without events nothing can burn: a silence that must not look like success. */
function absentAlert(owner: SloOwner, slo: Slo): AlertRule {
  return alert(owner, slo, "MetricAbsent", {
    // In brackets: the number is no threshold that a stack could override.
    expr: `(${indicatorOf(owner.name, slo.sli).absent} > 0)`,
    for: "10m",
    keep_firing_for: "5m",
    labels: { severity: "warning" },
    summary: `The metric behind ${quoted(owner, slo)} is gone.`,
    description: "No series of the objective's metric exists: nobody can say whether the objective is met.",
  });
}

function brokenAlert(owner: SloOwner, slo: Slo): AlertRule {
  return alert(owner, slo, "SliBroken", {
    expr: `${indicatorOf(owner.name, slo.sli).isUsed} unless on () ${recorded("slo:sli_error:ratio_rate1h", owner, slo)}`,
    for: "15m",
    keep_firing_for: "5m",
    labels: { severity: "warning" },
    summary: `The indicator of ${quoted(owner, slo)} yields nothing.`,
    description:
      "There are events, but no share of bad ones is recorded: the burn alerts of this objective are blind.",
  });
}

/** Over the records of the same, slower group. */
export function periodAlerts(owner: SloOwner, slo: Slo, step: number): readonly AlertRule[] {
  const conditions = [
    `${recorded("slo:period_error_budget_remaining:ratio", owner, slo)} <= 0`,
    `sum_over_time(${recorded("slo:sli_bad:rate5m", owner, slo)}[${slo.period}]) * ${step} >= ${slo.minimumBadEvents}`,
    `${samples(owner, slo, slo.period)} >= ${A_DAY / step}`,
  ];
  return [
    alert(owner, slo, "BudgetExhausted", {
      expr: `max(\n  ${conditions.join("\nand\n  ")}\n)`,
      for: "10m",
      keep_firing_for: "1h",
      labels: { severity: "warning" },
      summary: `The error budget of ${quoted(owner, slo)} is spent.`,
      description: `The objective of ${slo.objective} % is missed over the last ${slo.period}; every further bad event adds to it.`,
    }),
  ];
}

function quoted({ title }: SloOwner, slo: Slo): string {
  return `"${slo.title}" (${title})`;
}

function eventsOf({ sli }: Slo): string {
  return sli.kind === "gauge" ? "minutes" : "requests";
}

interface AlertParts {
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for: string;
  readonly labels: Readonly<Record<string, string>> & { readonly severity: "critical" | "warning" };
  readonly summary: string;
  readonly description: string;
}

function alert(owner: SloOwner, slo: Slo, kind: AlertKind, parts: AlertParts): AlertRule {
  const { summary, description, labels, ...rule } = parts;
  return {
    alert: alertName(slo, kind),
    ...rule,
    labels: { ...labels, slo: slo.name, sloth_id: slothId(owner, slo) },
    annotations: {
      summary,
      description,
      dashboard: `${sloDashboardUid(owner)}/${slo.name}-burn`,
      runbook: runbookOf(kind),
    },
  };
}
