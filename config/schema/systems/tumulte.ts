import { z } from "../zod";
import { resources, secretRef } from "../common";
import { hostPort, image, label } from "../scalars";
import { target } from "./target";

const exporter = {
  image: image.optional().describe("Default: vigie:exporters.images of its type."),
  resources: resources.optional().describe("The exporter's own; the size profile fills what is left out."),
};

export const tumulte = z.strictObject({
  namespace: label
    .default("tumulte")
    .describe("Namespace that Tumulte runs in; its logs are on the dashboard."),
  backend: target
    .prefault({ kubernetes: { namespace: "tumulte", service: "tumulte-backend", port: 3333 } })
    .describe("The AdonisJS backend."),
  frontend: target
    .prefault({ kubernetes: { namespace: "tumulte", service: "tumulte-frontend", port: 3000 } })
    .describe("The Nuxt frontend."),
  postgres: z
    .strictObject({
      ...exporter,
      address: hostPort.describe("`host:port` of the database."),
      database: z.string().min(1).default("twitch_polls").describe("Database name in the connection."),
      user: secretRef.describe("User of the connection."),
      password: secretRef.describe("Password of the connection."),
      sslMode: z
        .enum(["disable", "require", "verify-ca", "verify-full"])
        .default("disable")
        .describe("TLS of the connection; `disable` suits a network of one's own."),
    })
    .optional()
    .describe("PostgreSQL exporter, and the alert on the database. Default: neither."),
  redis: z
    .strictObject({
      ...exporter,
      address: hostPort.describe("`host:port` of the cache, without a scheme."),
      password: secretRef.optional().describe("Password of the connection. Default: none."),
    })
    .optional()
    .describe("Redis exporter, and the alert on the cache. Default: neither."),
  poolSize: z
    .int()
    .min(1)
    .optional()
    .describe(
      "Size of the backend's pool of database connections, for its use in percent. Default: as many as are open, active or idle.",
    ),
});
export type Tumulte = z.infer<typeof tumulte>;
