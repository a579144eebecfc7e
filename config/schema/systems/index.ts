import { z } from "../zod";
import { crm } from "./crm";
import { deploymentSystem } from "./deployment-system";
import { gauzian } from "./gauzian";
import { huntaze } from "./huntaze";
import { tumulte } from "./tumulte";

export { app, type App, type Scrape } from "./app";
export type { Crm } from "./crm";
export type { DeploymentSystem } from "./deployment-system";
export type { Gauzian } from "./gauzian";
export type { Huntaze } from "./huntaze";
export { target, type Target } from "./target";
export type { Tumulte } from "./tumulte";

/** The products that come with Vigie; one file each beside this one. */
export const systems = z.strictObject({
  crm: crm.optional().describe("CRM TPM Finance: a FastAPI backend with PostgreSQL and Redis."),
  deploymentSystem: deploymentSystem
    .optional()
    .describe("Port manager, deployment API, tunnel manager, MongoDB and what they deployed, on one server."),
  gauzian: gauzian.optional().describe("File storage on a Rust backend, PostgreSQL, Redis and MinIO."),
  huntaze: huntaze.optional().describe("A Next.js application that measures its own objectives."),
  tumulte: tumulte
    .optional()
    .describe("Polls on an AdonisJS backend, a Nuxt frontend, PostgreSQL and Redis."),
});
export type Systems = z.infer<typeof systems>;

/** Label `system` of each product: what routes, folders, rule files and documents call it. */
export const SYSTEM_NAMES = {
  crm: "crm-tpm-finance",
  deploymentSystem: "deployment-system",
  gauzian: "gauzian",
  huntaze: "huntaze",
  tumulte: "tumulte",
} as const satisfies Record<keyof Systems, string>;

/** Labels of the products that a stack file switches on. */
export function systemNames(chosen: Systems): readonly string[] {
  return (Object.keys(chosen) as (keyof Systems)[])
    .filter((key) => chosen[key] !== undefined)
    .map((key) => SYSTEM_NAMES[key]);
}
