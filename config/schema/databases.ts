import { z } from "./zod";
import { resources, secretRef } from "./common";
import { hostPort, image, label, objectName } from "./scalars";

const shared = {
  name: label.describe("Name of the exporter; label `database` on its series."),
  system: label.optional().describe("System it belongs to; label `system`. Default: none."),
  image: image.optional().describe("Default: vigie:exporters.images of its type."),
  resources: resources.optional().describe("The exporter's own; the size profile fills what is left out."),
};

/** An exporter container added to a workload that somebody else owns, removed again on destroy. */
const sidecar = z.strictObject({
  kind: z.enum(["Deployment", "StatefulSet"]).describe("Kind of the workload."),
  name: objectName.describe("Name of the workload."),
  namespace: label.describe("Namespace of the workload."),
});

const place = {
  sidecar: sidecar.optional().describe("Add the exporter to this workload. Excludes `address`."),
  address: hostPort
    .optional()
    .describe("Run the exporter on its own against this `host:port`. Excludes `sidecar`."),
};

/**
 * Database exporters. Credentials of a sidecar live in the workload's own namespace: `fromSecret` names a Secret there,
 * `fromConfig` makes one there.
 */
export const database = z.discriminatedUnion("type", [
  z.strictObject({
    ...shared,
    ...place,
    type: z.literal("postgres"),
    database: z.string().min(1).describe("Database name in the connection."),
    user: secretRef.optional().describe("User of the connection."),
    password: secretRef.optional().describe("Password of the connection."),
    sslMode: z
      .enum(["disable", "require", "verify-ca", "verify-full"])
      .optional()
      .describe(
        "TLS of the connection. Default: `disable` beside the database (`sidecar`, over localhost), `require` at an `address`.",
      ),
    caCertificate: secretRef
      .optional()
      .describe(
        "CA certificate (PEM) that `verify-ca` and `verify-full` check the server's by. Default: the well-known ones of the exporter's image.",
      ),
  }),
  z.strictObject({
    ...shared,
    ...place,
    type: z.literal("redis"),
    user: secretRef.optional().describe("User of the connection (ACL). Default: Redis' own default user."),
    password: secretRef.optional().describe("Password of the connection."),
  }),
  z.strictObject({
    ...shared,
    ...place,
    type: z.literal("mongodb"),
    user: secretRef.optional().describe("User of the connection."),
    password: secretRef.optional().describe("Password of the connection."),
  }),
]);
export type Database = z.infer<typeof database>;
