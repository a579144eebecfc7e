import { homedir } from "node:os";
import { join } from "node:path";
import type { ToolPin } from "./pin";

/**
 * The project's cache folder, outside the source tree: `$VIGIE_CACHE`, else `$XDG_CACHE_HOME/vigie`, else `~/.cache/vigie`.
 * Everything in it can be deleted at any time; the next run gets it again.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env.VIGIE_CACHE) return env.VIGIE_CACHE;
  return join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "vigie");
}

/** Folder of one pinned version: the program, and origin.json beside it, which says where it came from. */
export function toolFolder(tool: ToolPin): string {
  return join(cacheRoot(), "tools", tool.name, tool.version);
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
