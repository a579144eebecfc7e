import type { Huntaze } from "../config/schema/systems";
import { HUNTAZE_OVERVIEW, huntazeOverview } from "../dashboards/huntaze";
import { targetSource } from "./apps";
import { productLogs } from "./product-logs";
import type { SeriesLabels, System } from "./model";

/** Huntaze: a Next.js application that measures its own SLIs. Decisions: docs/systems/huntaze.md. */
export function huntazeSystem(huntaze: Huntaze): System {
  return {
    name: "huntaze",
    title: "Huntaze",
    scrapes: [
      {
        job: "huntaze-api",
        target: targetSource(huntaze.api),
        path: "/api/metrics",
        scheme: "http",
        labels: {},
        labelSeries: sliLabels(huntaze.slis),
      },
    ],
    probes: [],
    rules: [{ file: "rules/huntaze/objectives.yaml" }, { file: "rules/huntaze/presence.yaml" }],
    lokiRules: [],
    dashboards: [
      { kind: "built", ...HUNTAZE_OVERVIEW, build: (input) => huntazeOverview(huntaze.namespace, input) },
    ],
    databases: [],
    logs: productLogs(huntaze.namespace),
    logFiles: [],
  };
}

/** The names and units of the stack file become labels of one form, so that the rules need not know them. */
function sliLabels({ availability, latency, errorRate, throughput }: Huntaze["slis"]): SeriesLabels[] {
  return Object.entries({ availability, latency, "error-rate": errorRate, throughput }).map(
    ([sli, { name, unit }]) => ({ label: "name", value: name, add: { sli, unit } }),
  );
}
