import type { Slo, SloOwner } from "../../rules/slo";
import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { measured, recorded } from "./select";

/** What the indicator measures, in its own unit; counters measure nothing but their number. */
export function durations(owner: SloOwner, slo: Slo): readonly PanelSpec[] {
  const { sli } = slo;
  switch (sli.kind) {
    case "requests":
      return [];
    case "latency":
      return [latency(owner, slo.name, sli)];
    case "gauge":
      return [gauge(owner, slo, sli)];
  }
}

function latency(owner: SloOwner, name: string, sli: Slo["sli"] & { kind: "latency" }): PanelSpec {
  const buckets = measured(owner, sli.histogram, "_bucket");
  return {
    key: `${name}-duration`,
    type: "timeseries",
    title: "Duration p50/p95/p99",
    description: `Half, 95 % and 99 % of the events take at most so long. The line is the objective's: ${sli.below} counts as good.`,
    unit: "s",
    min: 0,
    width: 8,
    steps: above(sli.below),
    noValue: "no traffic",
    queries: [0.5, 0.95, 0.99].map((quantile) => ({
      expr: `histogram_quantile(${quantile}, sum by (le) (rate(${buckets}[$__rate_interval])))`,
      legend: `p${quantile * 100}`,
    })),
  };
}

function gauge(owner: SloOwner, slo: Slo, sli: Slo["sli"] & { kind: "gauge" }): PanelSpec {
  const target = "atLeast" in sli ? sli.atLeast : sli.atMost;
  return {
    key: `${slo.name}-value`,
    type: "timeseries",
    title: "Value and target",
    description: `The worst of the gauge's series and its target; a minute is good in which the value is ${"atLeast" in sli ? "at least" : "at most"} the target.`,
    unit: "short",
    width: 8,
    queries: [
      { expr: recorded("slo:sli_value:worst", owner, slo), legend: "value" },
      {
        expr:
          typeof target === "number" ? `vector(${target})` : recorded("slo:sli_target:strictest", owner, slo),
        legend: "target",
      },
    ],
  };
}
