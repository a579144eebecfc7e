import { z } from "./zod";
import { resources, secretRef } from "./common";
import { duration, hostPort, httpUrl, image, label, labelName, objectName, port, urlPath } from "./scalars";

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
  job: label,
  target,
  path: urlPath.default("/metrics"),
  scheme: z.enum(["http", "https"]).default("http"),
  interval: duration.optional().describe("Default: vigie:prometheus.scrapeInterval."),
  timeout: duration.optional(),
  bearerToken: secretRef.optional(),
  labels: z.record(labelName, z.string()).prefault({}),
});
export type Scrape = z.infer<typeof scrape>;

/** A product of the user's, described in the stack file alone. Paths are relative to the project. */
export const app = z.strictObject({
  title: z.string().min(1).optional().describe("Folder name in Grafana. Default: the app's key."),
  scrapes: z.array(scrape).prefault([]),
  probes: z
    .array(
      z.strictObject({
        name: label,
        url: httpUrl,
        interval: duration.prefault("30s"),
        expectStatus: z.int().min(100).max(599).optional().describe("Default: any 2xx."),
      }),
    )
    .prefault([]),
  ruleFiles: z.array(z.string().min(1)).prefault([]).describe("Prometheus rule files (YAML)."),
  lokiRuleFiles: z.array(z.string().min(1)).prefault([]).describe("Loki rule files (YAML)."),
  dashboards: z.array(z.string().min(1)).prefault([]).describe("Classic Grafana dashboard JSON files."),
  logs: z
    .array(
      z.strictObject({
        job: label,
        path: z.string().regex(/^\/[^\s]*$/, 'must be an absolute path or glob such as "/var/log/app/*.log"'),
      }),
    )
    .prefault([])
    .describe("Log files on the nodes, beside the pod logs that are collected anyway."),
});
export type App = z.infer<typeof app>;

const gauzianSidecar = z.strictObject({
  enabled: z.boolean().default(true),
  kind: z.enum(["Deployment", "StatefulSet"]).default("Deployment"),
  workload: objectName,
  namespace: label.optional().describe("Default: the system's namespace."),
  image: image.optional(),
  resources: resources.optional(),
  user: secretRef.optional(),
  password: secretRef.optional(),
});

export const gauzian = z.strictObject({
  namespace: label.default("gauzian-v2"),
  backend: target.prefault({
    kubernetes: { namespace: "gauzian-v2", service: "gauzian-backend", port: "http" },
  }),
  minio: z
    .strictObject({
      target: target.prefault({ kubernetes: { namespace: "gauzian-v2", service: "minio", port: 9000 } }),
      bearerToken: secretRef.optional().describe("Needed unless MINIO_PROMETHEUS_AUTH_TYPE=public."),
    })
    .prefault({}),
  alerts: z
    .boolean()
    .default(false)
    .describe("The three optional alerts of the specification, and target-down alerts."),
  postgresExporter: gauzianSidecar.optional().describe("PostgreSQL exporter sidecar. Default: off."),
  redisExporter: gauzianSidecar.optional().describe("Redis exporter sidecar. Default: off."),
});
export type Gauzian = z.infer<typeof gauzian>;

export const systems = z.strictObject({ gauzian: gauzian.optional() });
export type Systems = z.infer<typeof systems>;
