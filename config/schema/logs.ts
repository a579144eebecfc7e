import { z } from "./zod";
import { secretRef, volume, workload } from "./common";
import { duration, httpUrl, image, label } from "./scalars";

export const loki = z.strictObject({
  ...workload,
  enabled: z.boolean().default(true),
  image: image.prefault("docker.io/grafana/loki:3.7.8"),
  storage: volume("10Gi")
    .prefault({})
    .describe("Index, write-ahead log and, with filesystem storage, the chunks."),
  retention: duration.prefault("7d").describe("Log lines older than this are deleted; at least 24h."),
  schemaFrom: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date such as 2024-04-01")
    .default("2024-04-01")
    .describe("First day of the tsdb v13 schema. Never change it once logs are stored."),
  objectStorage: z
    .strictObject({
      endpoint: httpUrl.describe("S3 endpoint, e.g. https://s3.fr-par.scw.cloud"),
      region: z.string().min(1),
      bucket: z.string().min(3),
      accessKeyId: secretRef,
      secretAccessKey: secretRef,
      pathStyle: z.boolean().default(true),
    })
    .optional()
    .describe("S3 for the chunks. Default: the volume."),
  ingestionRateMb: z.number().positive().default(8).describe("Per-tenant ingestion limit, MB/s."),
});

/** Log files outside the pod logs: a system's own files on the node. */
export const staticLog = z.strictObject({
  job: label,
  path: z.string().regex(/^\/[^\s]*$/, 'must be an absolute path or glob such as "/var/log/app/*.log"'),
  labels: z.record(z.string(), z.string()).prefault({}),
});

export const logs = z.strictObject({
  ...workload,
  collector: z
    .enum(["promtail", "alloy", "none"])
    .default("promtail")
    .describe(
      "Promtail is past its end of life (March 2026); `alloy` is the maintained one, same pipeline and labels.",
    ),
  promtailImage: image.prefault("docker.io/grafana/promtail:3.6.10"),
  alloyImage: image.prefault("docker.io/grafana/alloy:v1.19.2"),
  pods: z
    .strictObject({
      enabled: z.boolean().default(true),
      excludeNamespaces: z.array(label).prefault([]),
      dropDebug: z.boolean().default(false).describe("Drop lines of level debug and trace."),
    })
    .prefault({}),
  host: z.boolean().default(true).describe("Collect the node's /var/log (syslog, auth, kernel)."),
  staticFiles: z.array(staticLog).prefault([]),
});
