import { burnLines, errorBudget } from "../../rules/slo";
import type { Slo, SloOwner } from "../../rules/slo";
import { above, below } from "../kit";
import type { PanelSpec } from "../kit";
import { recorded } from "./select";

export function budgetLeft(owner: SloOwner, slo: Slo): PanelSpec {
  return {
    key: `${slo.name}-budget`,
    type: "stat",
    title: "Error budget left",
    description: `Share of the bad ${eventsOf(slo)} that ${slo.objective} % over ${slo.period} allows which has not happened yet. Below zero the objective is missed.`,
    unit: "percentunit",
    decimals: 1,
    max: 1,
    width: 4,
    steps: below(0, 0.25),
    noValue: "no traffic yet",
    queries: [{ expr: recorded("slo:period_error_budget_remaining:ratio", owner, slo), legend: "left" }],
  };
}

export function goodShare(owner: SloOwner, slo: Slo): PanelSpec {
  return {
    key: `${slo.name}-good`,
    type: "stat",
    title: `Good over ${slo.period}`,
    description: `Share of good ${eventsOf(slo)} over the last ${slo.period}, each moment weighed by its traffic. The objective is ${slo.objective} %.`,
    unit: "percentunit",
    decimals: 3,
    max: 1,
    width: 4,
    noValue: "no traffic yet",
    queries: [
      { expr: `1 - ${recorded(`slo:sli_error:ratio_rate${slo.period}`, owner, slo)}`, legend: "good" },
    ],
  };
}

/** The lines are the paces at which the alerts fire. */
export function burnRate(owner: SloOwner, slo: Slo): PanelSpec {
  const { fast, slow } = burnLines(slo);
  return {
    key: `${slo.name}-burn`,
    type: "timeseries",
    title: "Burn rate",
    description: `How many times faster the budget burns than the period allows, over four windows. From ${fast} over 1 h somebody is called, from ${slow} over 1 d somebody is told.`,
    unit: "none",
    decimals: 1,
    min: 0,
    width: 8,
    steps: above(fast, slow),
    noValue: "no traffic",
    queries: ["1h", "6h", "1d", "3d"].map((window) => ({
      expr: `${recorded(`slo:sli_error:ratio_rate${window}`, owner, slo)} / ${errorBudget(slo)}`,
      legend: window,
    })),
  };
}

export function events(owner: SloOwner, slo: Slo): PanelSpec {
  const isGauge = slo.sli.kind === "gauge";
  const scale = isGauge ? " * 60" : "";
  return {
    key: `${slo.name}-events`,
    type: "timeseries",
    title: isGauge ? "Minutes judged" : "Requests",
    description: isGauge
      ? "Share of each minute in which the gauge was seen, and in which it missed its target."
      : "Events per second over 5 minutes, and the bad ones among them.",
    unit: isGauge ? "percentunit" : "reqps",
    min: 0,
    width: 8,
    queries: [
      { expr: `${recorded("slo:sli_total:rate5m", owner, slo)}${scale}`, legend: "all" },
      { expr: `${recorded("slo:sli_bad:rate5m", owner, slo)}${scale}`, legend: "bad" },
    ],
  };
}

export function badShare(owner: SloOwner, slo: Slo): PanelSpec {
  return {
    key: `${slo.name}-errors`,
    type: "timeseries",
    title: "Bad share",
    description: `Share of bad ${eventsOf(slo)} over 5 minutes and 1 hour; the line is what the objective allows.`,
    unit: "percentunit",
    min: 0,
    width: 8,
    steps: above(Number(errorBudget(slo))),
    noValue: "no traffic",
    queries: ["5m", "1h"].map((window) => ({
      expr: recorded(`slo:sli_error:ratio_rate${window}`, owner, slo),
      legend: window,
    })),
  };
}

function eventsOf({ sli }: Slo): string {
  return sli.kind === "gauge" ? "minutes" : "requests";
}
