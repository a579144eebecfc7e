import { durationSeconds } from "../config/schema/scalars";
import { PRODUCT_PERIOD } from "../config/schema/systems/slo";
import type { Settings } from "../config/schema";
import type { Slo } from "../rules/slo";
import type { System } from "./model";

/**
 * The products with their objectives. A Prometheus that forgets before their period ends gets none of them, of which the
 * stack file's rule `productObjectivesFitRetention` warns. docs/slo.md says which they are.
 */
export function withProductSlos(
  systems: readonly System[],
  { prometheus }: Pick<Settings, "prometheus">,
): readonly System[] {
  if (durationSeconds(prometheus.retention.time) < durationSeconds(PRODUCT_PERIOD)) return systems;
  return systems.map((system) => {
    const own = OBJECTIVES[system.name] ?? [];
    // A product whose alerts are switched off has no rules at all.
    if (own.length === 0 || system.rules.length === 0) return system;
    return { ...system, slos: own.map((slo) => ({ at: `objective ${slo.name} of ${system.name}`, slo })) };
  });
}

/** Answers of a web application that are no 5xx: what it fails by itself. */
function answered(total: string, status: string): Slo {
  const bad = total.replace(/\}$/, `, ${status}=~"5.."}`);
  return {
    name: "availability",
    title: "Requests that are answered",
    objective: 99,
    period: PRODUCT_PERIOD,
    minimumBadEvents: 5,
    sli: { kind: "requests", total, bad },
  };
}

/** Minutes in which a value that Huntaze measures itself reaches its objective (HUN-59 to HUN-62). */
function minutes(name: string, title: string, sli: Slo["sli"]): Slo {
  return { name, title, objective: 99, period: PRODUCT_PERIOD, minimumBadEvents: 2, sli };
}

const OBJECTIVES: Readonly<Record<string, readonly Slo[]>> = {
  "crm-tpm-finance": [answered('http_requests_total{job="crm-api"}', "status")],
  gauzian: [answered('http_requests_total{job="gauzian-backend"}', "status")],
  huntaze: [
    minutes("availability", "Minutes with 99.9 % availability", {
      kind: "gauge",
      value: "huntaze:availability:percent",
      atLeast: 99.9,
    }),
    minutes("latency", "Minutes with a p95 within 500 ms", {
      kind: "gauge",
      value: "huntaze:latency_p95:milliseconds",
      atMost: 500,
    }),
    minutes("error-rate", "Minutes with at most 0.1 % of failures", {
      kind: "gauge",
      value: "huntaze:error_rate:percent",
      atMost: 0.1,
    }),
    minutes("throughput", "Minutes with 100 requests per second", {
      kind: "gauge",
      value: "huntaze:throughput:per_second",
      atLeast: 100,
    }),
  ],
  tumulte: [answered('tumulte_http_requests_total{job="tumulte-backend"}', "status_code")],
};
