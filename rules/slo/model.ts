/** One service level objective: which share of its events must be good, over which period. */
export interface Slo {
  /** Kubernetes-like name, unique within its system; part of alert names and of `sloth_id`. */
  readonly name: string;
  /** What the user gets, as words: `Requests that succeed`. */
  readonly title: string;
  /** Percent of events that must be good, e.g. 99.9; at most 5 decimals. */
  readonly objective: number;
  /** Over which time the budget is counted. */
  readonly period: Period;
  readonly sli: Sli;
  /** Bad events within an alert's longer window below which it stays silent: one failure at night is no incident. */
  readonly minimumBadEvents: number;
}

export type Period = "28d" | "30d" | "90d";

/** How good and bad are told apart. Selectors are PromQL: `http_requests_total{job="shop"}`. */
export type Sli =
  /** Counters: all events, and the bad (or the good) among them. */
  | { readonly kind: "requests"; readonly total: string; readonly bad: string }
  | { readonly kind: "requests"; readonly total: string; readonly good: string }
  /** A classic histogram without its suffix: events at or below the boundary, in its own unit, are good. */
  | { readonly kind: "latency"; readonly histogram: string; readonly below: number }
  /** A gauge that must reach a target, a number or another gauge: every minute in which it does is good. */
  | { readonly kind: "gauge"; readonly value: string; readonly atLeast: number | string }
  | { readonly kind: "gauge"; readonly value: string; readonly atMost: number | string };

/** Whose objective it is. */
export interface SloOwner {
  /** Label `system`. */
  readonly name: string;
  /** Its name for people. */
  readonly title: string;
}
