import { ensureTools } from "./install";
import type { ToolGroup } from "./pin";
import { toolsOf } from "./pins";
import type { Say } from "./progress";
import { ensureSchemas } from "./schemas";

/**
 * Gets all that a group of checks needs: the tools, and for `check` the schemas too. Returns at once when all is in the cache.
 * @throws ToolError at the first thing that cannot be had
 */
export async function prepare(group: ToolGroup, say: Say = console.error): Promise<void> {
  await ensureTools(toolsOf(group), say);
  if (group === "check") await ensureSchemas(say);
}
