import { z } from "../zod";
import { label } from "../scalars";
import { postgresAt, redisAt } from "./database";
import { target } from "./target";

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
      ...postgresAt,
      database: z.string().min(1).default("twitch_polls").describe("Database name in the connection."),
    })
    .optional()
    .describe("PostgreSQL exporter, and the alert on the database. Default: neither."),
  redis: z
    .strictObject(redisAt)
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
