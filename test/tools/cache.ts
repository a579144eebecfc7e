import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../config/root";
import type { ToolPin } from "./pin";

/**
 * The project's cache folder, outside the source tree: `$VIGIE_CACHE`, else `$XDG_CACHE_HOME/vigie`, else `~/.cache/vigie`.
 * Everything in it can be deleted at any time; the next run gets it again.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env.VIGIE_CACHE) return env.VIGIE_CACHE;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "vigie");
  return join(homedir(), ".cache", "vigie");
}

/**
 * Folder of one pinned version: the program, and origin.json beside it, which says where it came from.
 * A program of our own has no version that changes with its text, so a hash of the text is added.
 */
export function toolFolder(tool: ToolPin): string {
  const { ownMain } = tool.source;
  const suffix = ownMain === undefined ? "" : `-${hashOfFolder(ownMainFolder(ownMain))}`;
  return join(cacheRoot(), "tools", tool.name, `${tool.version}${suffix}`);
}

/** Source of a program of our own. From the project's root: `npm run check` runs this code from a bundle elsewhere. */
export function ownMainFolder(ownMain: string): string {
  return join(projectRoot(), "test", "tools", ownMain);
}

function hashOfFolder(folder: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 8);
}

export function toolFile(tool: ToolPin): string {
  return join(toolFolder(tool), tool.name);
}

export function originFile(tool: ToolPin): string {
  return join(toolFolder(tool), "origin.json");
}

/** Where a cached program came from. */
export interface ToolOrigin {
  readonly from: "release" | "module";
  /** Archive address, or `module@version`. */
  readonly source: string;
  readonly seconds: number;
}
