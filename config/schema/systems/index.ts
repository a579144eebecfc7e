import { z } from "../zod";
import { gauzian } from "./gauzian";

export { app, type App, type Scrape } from "./app";
export type { Gauzian } from "./gauzian";
export { target, type Target } from "./target";

/** The products that come with Vigie; one file each beside this one. */
export const systems = z.strictObject({
  gauzian: gauzian.optional().describe("File storage on a Rust backend, PostgreSQL, Redis and MinIO."),
});
export type Systems = z.infer<typeof systems>;
