import { expect, test } from "@jest/globals";
import { seriesRelabelings } from "../../../components/prometheus/series";

const JOB = {
  job: "shop",
  target: { kind: "static", addresses: ["shop:80"] },
  path: "/metrics",
  scheme: "http",
  labels: {},
} as const;

test("series with a label of this very value get more labels, whatever signs the value holds", () => {
  const add = { sli: "latency", unit: "seconds" };

  expect(seriesRelabelings({ ...JOB, labelSeries: [{ label: "name", value: "p95 (all)", add }] })).toEqual([
    { source_labels: ["name"], regex: "p95 \\(all\\)", target_label: "sli", replacement: "latency" },
    { source_labels: ["name"], regex: "p95 \\(all\\)", target_label: "unit", replacement: "seconds" },
  ]);
  expect(seriesRelabelings(JOB)).toEqual([]);
});
