import { above, below } from "../kit";
import type { PanelSpec } from "../kit";
import { sli } from "./select";

/** What is aimed at; the alerts begin later, but for latency, where both are one (HUN-Q3). */
const OBJECTIVES = { availability: 99.9, errorRate: 0.1, throughput: 100 } as const;

/** HUN-59 */
export function availability(bad: number): PanelSpec {
  return {
    key: "availability",
    type: "timeseries",
    title: "Availability",
    description: `Availability as the application measures it. Objective: ${OBJECTIVES.availability} %; the alert begins below ${bad} %.`,
    unit: "percent",
    decimals: 2,
    max: 100,
    steps: below(bad, OBJECTIVES.availability),
    queries: [
      {
        expr: sli("availability", "min", "percent", { unit: "ratio", times: "* 100" }),
        legend: "availability",
      },
    ],
  };
}

/** HUN-60 */
export function latency(bad: number): PanelSpec {
  return {
    key: "latency",
    type: "timeseries",
    title: "Latency (p95)",
    description: `Time that 95 % of the requests stay below. Objective and alert: ${bad} ms.`,
    unit: "ms",
    min: 0,
    steps: above(bad),
    queries: [
      { expr: sli("latency", "max", "milliseconds", { unit: "seconds", times: "* 1000" }), legend: "p95" },
    ],
  };
}

/** HUN-61 */
export function errorRate(bad: number): PanelSpec {
  return {
    key: "error-rate",
    type: "timeseries",
    title: "Error rate",
    description: `Share of the requests that fail. Objective: below ${OBJECTIVES.errorRate} %; the alert begins above ${bad} %.`,
    unit: "percent",
    decimals: 2,
    min: 0,
    steps: above(bad, OBJECTIVES.errorRate),
    queries: [
      { expr: sli("error-rate", "max", "percent", { unit: "ratio", times: "* 100" }), legend: "errors" },
    ],
  };
}

/** HUN-62 */
export function throughput(bad: number): PanelSpec {
  return {
    key: "throughput",
    type: "timeseries",
    title: "Throughput",
    description: `Requests per second. Objective: more than ${OBJECTIVES.throughput}; the alert begins below ${bad}.`,
    unit: "reqps",
    min: 0,
    steps: below(bad, OBJECTIVES.throughput),
    queries: [
      {
        expr: sli("throughput", "min", "per-second", { unit: "per-minute", times: "/ 60" }),
        legend: "requests",
      },
    ],
  };
}
