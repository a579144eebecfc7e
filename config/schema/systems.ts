import { z } from "./zod";
import { resources, secretRef } from "./common";
import {
  duration,
  hostPort,
  httpUrl,
  image,
  label,
  labelName,
  logPath,
  objectName,
  port,
  urlPath,
} from "./scalars";

/** Where a target is: pods behind a Service in the cluster, or fixed addresses outside it. */
const kubernetesTarget = z.strictObject({
  namespace: label,
  service: objectName.describe("Name of the Service whose EndpointSlices are scraped."),
  port: z.union([label, port]).describe("Name or number of the Service port."),
});

export const target = z
  .union(
    [z.strictObject({ kubernetes: kubernetesTarget }), z.strictObject({ static: z.array(hostPort).min(1) })],
    { error: 'must be { kubernetes: { namespace, service, port } } or { static: ["host:port", ...] }' },
  )
  .meta({ id: "Target" });
export type Target = z.infer<typeof target>;

const scrape = z.strictObject({
  job: label.describe("Label `job` of its series; unique over the whole stack."),
  target: target.describe("Where to ask."),
  path: urlPath.default("/metrics").describe("Path of the metrics."),
  scheme: z.enum(["http", "https"]).default("http").describe("Scheme of the metrics."),
  interval: duration.optional().describe("Default: vigie:prometheus.scrapeInterval."),
  timeout: duration.optional().describe("At most the interval. Default: vigie:prometheus.scrapeTimeout."),
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
        name: label.describe("Label `instance` of its series; unique over the whole stack."),
        url: httpUrl.describe("What to ask, from inside the cluster."),
        interval: duration.prefault("30s").describe("How often."),
        expectStatus: z.int().min(100).max(599).optional().describe("Default: any 2xx."),
      }),
    )
    .prefault([])
    .describe("Health checks over HTTP."),
  ruleFiles: z.array(z.string().min(1)).prefault([]).describe("Prometheus rule files (YAML)."),
  lokiRuleFiles: z.array(z.string().min(1)).prefault([]).describe("Loki rule files (YAML)."),
  dashboards: z.array(z.string().min(1)).prefault([]).describe("Classic Grafana dashboard JSON files."),
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

const gauzianSidecar = z.strictObject({
  enabled: z.boolean().default(true).describe("false: not installed, settings kept."),
  kind: z
    .enum(["Deployment", "StatefulSet"])
    .default("Deployment")
    .describe("Kind of the workload that gets the exporter."),
  workload: objectName.describe("Name of the workload that gets the exporter."),
  namespace: label.optional().describe("Default: the system's namespace."),
  image: image.optional().describe("Default: the version that the specification names."),
  resources: resources.optional().describe("The exporter's own; the size profile fills what is left out."),
  user: secretRef.optional().describe("User of the connection."),
  password: secretRef.optional().describe("Password of the connection."),
});

export const gauzian = z.strictObject({
  namespace: label.default("gauzian-v2").describe("Namespace that Gauzian runs in."),
  backend: target
    .prefault({
      kubernetes: { namespace: "gauzian-v2", service: "gauzian-backend", port: "http" },
    })
    .describe("The Rust backend."),
  minio: z
    .strictObject({
      target: target
        .prefault({ kubernetes: { namespace: "gauzian-v2", service: "minio", port: 9000 } })
        .describe("The MinIO server."),
      bearerToken: secretRef.optional().describe("Needed unless MINIO_PROMETHEUS_AUTH_TYPE=public."),
    })
    .prefault({})
    .describe("Object storage, which exposes metrics by itself."),
  alerts: z
    .boolean()
    .default(false)
    .describe("The three optional alerts of the specification, and target-down alerts."),
  postgresExporter: gauzianSidecar.optional().describe("PostgreSQL exporter sidecar. Default: off."),
  redisExporter: gauzianSidecar.optional().describe("Redis exporter sidecar. Default: off."),
});
export type Gauzian = z.infer<typeof gauzian>;

export const systems = z.strictObject({
  gauzian: gauzian.optional().describe("File storage on a Rust backend, PostgreSQL, Redis and MinIO."),
});
export type Systems = z.infer<typeof systems>;
