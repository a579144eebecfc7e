import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project, whatever the current folder is. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const LOCK = join(ROOT, "package-lock.json");
/** Inside node_modules, so that a new install starts afresh and no version control sees it. */
export const CACHE = join(ROOT, "node_modules", ".cache", "vigie");

/** An error that is printed as it is, without a stack trace. */
export function userError(message) {
  return Object.assign(new Error(message), { userMessage: message });
}
