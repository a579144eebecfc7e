import { z } from "../zod";
import { secretRef } from "../common";
import { label } from "../scalars";
import { postgresAt, redisAt } from "./database";
import { target } from "./target";

export const crm = z.strictObject({
  namespace: label.default("crm").describe("Namespace that the CRM runs in; its logs are on the dashboard."),
  api: target
    .prefault({ kubernetes: { namespace: "crm", service: "api", port: 8000 } })
    .describe("The FastAPI backend, which exposes every metric."),
  bearerToken: secretRef
    .optional()
    .describe("Sent with every scrape, where the metrics endpoint asks for it. Default: none."),
  postgres: z
    .strictObject({ ...postgresAt, database: z.string().min(1).describe("Database name in the connection.") })
    .optional()
    .describe("PostgreSQL exporter, beside what the API says of its database. Default: none."),
  redis: z
    .strictObject(redisAt)
    .optional()
    .describe("Redis exporter, beside what the API says of its cache. Default: none."),
});
export type Crm = z.infer<typeof crm>;
