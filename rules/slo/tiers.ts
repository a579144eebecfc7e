import { budgetOf, decimalText } from "./decimal";
import type { Period, Slo } from "./model";

/** One speed at which the budget burns: told when both windows agree, so that it starts soon and ends soon. */
export interface Tier {
  readonly name: "fast" | "medium" | "slow" | "trend";
  readonly long: string;
  readonly short: string;
  readonly severity: "critical" | "warning";
  readonly for: string;
  readonly keepFiringFor: string;
  /** Percent of the period's budget that burns within the long window at the tier's pace. */
  readonly consumes: number;
  /** Half of the long window, in seconds, which must have been seen; a young service has no trend yet. 0: not asked for. */
  readonly minimumAge: number;
}

const HOURS: Readonly<Record<string, number>> = { "1h": 1, "6h": 6, "1d": 24, "3d": 72 };

/** Multiwindow, multi-burn-rate: https://sre.google/workbook/alerting-on-slos/, alternative 6. */
export const TIERS: readonly Tier[] = [
  tier("fast", "1h", "5m", "critical", "2m", "5m", 2),
  tier("medium", "6h", "30m", "critical", "15m", "15m", 5),
  tier("slow", "1d", "2h", "warning", "1h", "30m", 10, 43_200),
  tier("trend", "3d", "6h", "warning", "3h", "1h", 10, 129_600),
];

function tier(
  name: Tier["name"],
  long: string,
  short: string,
  severity: Tier["severity"],
  wait: string,
  keepFiringFor: string,
  consumes: number,
  minimumAge = 0,
): Tier {
  return { name, long, short, severity, for: wait, keepFiringFor, consumes, minimumAge };
}

const DAYS: Readonly<Record<Period, number>> = { "28d": 28, "30d": 30, "90d": 90 };

export function daysOf(period: Period): number {
  return DAYS[period];
}

/** Ten-thousandths by which the budget burns faster than the period allows: 144000 is 14.4 times. Never below 1 time. */
export function burnRate({ consumes, long }: Tier, period: Period): number {
  const hours = HOURS[long] ?? 1;
  return Math.max(10_000, Math.round((consumes * DAYS[period] * 24 * 100) / hours));
}

/** The pace as people write it: `14.4`. */
export function burnRateText(tier: Tier, period: Period): string {
  return decimalText(burnRate(tier, period), 4);
}

/** Share of bad events above which the tier burns. */
export function thresholdOf(tier: Tier, { objective, period }: Slo): number {
  return Number(thresholdText(tier, { objective, period }));
}

export function thresholdText(tier: Tier, { objective, period }: Pick<Slo, "objective" | "period">): string {
  return decimalText(burnRate(tier, period) * budgetOf(objective), 11);
}
