import type { SloSettings } from "../config/schema/systems/slo";
import type { Slo } from "../rules/slo";
import type { PlacedSlo } from "./model";

/** Bad events, or minutes of a gauge, below which no alert of an objective wakes anybody. */
const MINIMUM = { requests: 5, latency: 5, gauge: 2 } as const;

/** An objective of the stack file as the generator takes it; `at` is its path there. */
export function placedSlo(settings: SloSettings, at: string): PlacedSlo {
  const { indicator, minimumBadEvents, ...slo } = settings;
  return {
    at,
    slo: { ...slo, minimumBadEvents: minimumBadEvents ?? MINIMUM[indicator.type], sli: sliOf(indicator) },
  };
}

/** One of two fields stays empty when neither is written: the checks of the objective refuse an empty selector. */
function sliOf(indicator: SloSettings["indicator"]): Slo["sli"] {
  switch (indicator.type) {
    case "requests": {
      const { total, bad, good } = indicator;
      return good === undefined
        ? { kind: "requests", total, bad: bad ?? "" }
        : { kind: "requests", total, good };
    }
    case "latency":
      return { kind: "latency", histogram: indicator.histogram, below: indicator.below };
    case "gauge": {
      const { value, atLeast, atMost } = indicator;
      return atMost === undefined
        ? { kind: "gauge", value, atLeast: atLeast ?? "" }
        : { kind: "gauge", value, atMost };
    }
  }
}
