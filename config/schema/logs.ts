import { z } from "./zod";
import { secretRef, volume, workload } from "./common";
import { duration, httpUrl, image, label, labelName, logPath } from "./scalars";

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date in quotes such as "2024-04-01"');

export const loki = z.strictObject({
  ...workload,
  enabled: z.boolean().default(true).describe("false: no logs are kept; the collector must then be `none`."),
  image: image.prefault("docker.io/grafana/loki:3.7.8").describe("Loki itself."),
  storage: volume("10Gi")
    .prefault({})
    .describe("Index, write-ahead log and, with filesystem storage, the chunks."),
  retention: duration.prefault("7d").describe("Log lines older than this are deleted; at least 24h."),
  schemaFrom: day
    .default("2024-04-01")
    .describe("First day of the tsdb v13 schema. Never change it once logs are stored."),
  objectStorage: z
    .strictObject({
      endpoint: httpUrl.describe("S3 endpoint, e.g. https://s3.fr-par.scw.cloud"),
      region: z.string().min(1).describe("Region of the bucket."),
      bucket: z.string().min(3).describe("Name of the bucket; it must exist."),
      accessKeyId: secretRef.describe("Access key."),
      secretAccessKey: secretRef.describe("Its secret."),
      from: day.describe(
        "First day (UTC) whose logs go into the bucket; older ones stay on the volume and are read from there. Where logs are stored already, a day that has not begun; in a new stack the value of schemaFrom. Never change it once that day has begun.",
      ),
      pathStyle: z
        .boolean()
        .default(true)
        .describe("Bucket in the path instead of the host name; AWS itself wants false."),
    })
    .optional()
    .describe("S3 for the logs. Default: the volume."),
  ingestionRateMb: z.number().positive().default(8).describe("Per-tenant ingestion limit, MB/s."),
});

/** Log files outside the pod logs: a system's own files on the node. */
const staticLog = z.strictObject({
  job: label.describe("Label `job` of its lines; unique."),
  path: logPath.describe("Path on the node, or a glob."),
  labels: z.record(labelName, z.string()).prefault({}).describe("Labels on every line of it."),
});

export const logs = z.strictObject({
  ...workload,
  collector: z
    .enum(["promtail", "alloy", "none"])
    .default("promtail")
    .describe(
      "Promtail is past its end of life (March 2026); `alloy` is the maintained one, same pipeline and labels.",
    ),
  promtailImage: image
    .prefault("docker.io/grafana/promtail:3.6.10")
    .describe("Promtail, where it is the collector; 3.6.10 was its last release."),
  alloyImage: image.prefault("docker.io/grafana/alloy:v1.19.2").describe("Alloy, where it is the collector."),
  pods: z
    .strictObject({
      enabled: z.boolean().default(true).describe("false: no pod logs."),
      excludeNamespaces: z.array(label).prefault([]).describe("Namespaces whose pods are left out."),
      dropDebug: z.boolean().default(false).describe("Drop lines of level debug and trace."),
    })
    .prefault({})
    .describe("Logs of the pods."),
  host: z.boolean().default(true).describe("Collect the node's /var/log (syslog, auth, kernel)."),
  staticFiles: z.array(staticLog).prefault([]).describe("Further log files on the nodes."),
});
