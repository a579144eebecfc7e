import { z } from "../zod";
import { resources, secretRef } from "../common";
import { image, label, objectName } from "../scalars";
import { target } from "./target";

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
