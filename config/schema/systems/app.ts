import { z } from "../zod";
import { secretRef } from "../common";
import { httpUrl, interval, label, labelName, logPath, urlPath } from "../scalars";
import { slo } from "./slo";
import { target } from "./target";

const scrape = z.strictObject({
  job: label.describe("Label `job` of its series; unique over the whole stack."),
  target: target.describe("Where to ask."),
  path: urlPath.default("/metrics").describe("Path of the metrics."),
  scheme: z.enum(["http", "https"]).default("http").describe("Scheme of the metrics."),
  interval: interval.optional().describe("Default: vigie:prometheus.scrapeInterval."),
  timeout: interval.optional().describe("At most the interval. Default: vigie:prometheus.scrapeTimeout."),
  bearerToken: secretRef.optional().describe("Token sent with every scrape."),
  labels: z.record(labelName, z.string()).prefault({}).describe("Labels on every series of it."),
});
export type Scrape = z.infer<typeof scrape>;

/** A product of the user's, described in the stack file alone. Paths are relative to the project. */
export const app = z.strictObject({
  title: z.string().min(1).optional().describe("Folder name in Grafana. Default: the app's key."),
  scrapes: z.array(scrape).prefault([]).describe("What Prometheus asks for metrics."),
  probes: z
    .array(
      z.strictObject({
        name: label.describe("Label `probe` of its series; unique over the whole stack."),
        url: httpUrl.describe("What to ask, from inside the cluster; label `instance`."),
        interval: interval.prefault("30s").describe("How often."),
        expectStatus: z.int().min(100).max(599).optional().describe("Default: any 2xx."),
      }),
    )
    .prefault([])
    .describe("Health checks over HTTP."),
  ruleFiles: z.array(z.string().min(1)).prefault([]).describe("Prometheus rule files (YAML)."),
  lokiRuleFiles: z.array(z.string().min(1)).prefault([]).describe("Loki rule files (YAML)."),
  slos: z
    .array(slo)
    .prefault([])
    .describe("Service level objectives: rules, alerts and a dashboard are generated from each."),
  dashboards: z.array(z.string().min(1)).prefault([]).describe("Classic Grafana dashboard JSON files."),
  catalogue: z
    .string()
    .min(1)
    .optional()
    .describe(
      "File (YAML, as in catalogue/) of the metrics that its targets expose. With it, `check` judges the names, labels and types in its queries.",
    ),
  logs: z
    .array(
      z.strictObject({
        job: label.describe("Label `job` of its lines; unique."),
        path: logPath.describe("Path on the node, or a glob."),
      }),
    )
    .prefault([])
    .describe("Log files on the nodes, beside the pod logs that are collected anyway."),
});
export type App = z.infer<typeof app>;
