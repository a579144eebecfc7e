import { accessSync, constants, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildFromModule } from "./build";
import { originFile, toolFile, toolFolder, type ToolOrigin } from "./cache";
import { ToolError } from "./errors";
import { withLock } from "./lock";
import type { ToolPin } from "./pin";
import { findPin, tools } from "./pins";
import { startProgress, type Say } from "./progress";
import { installRelease } from "./release";

/** Path of the program if it is in the cache; looks only, changes nothing. */
export function installedTool(name: string): string | undefined {
  const file = toolFile(pinOf(name));
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
}

/**
 * Path of the program.
 * @throws ToolError naming the tool and the command that gets it
 */
export function toolPath(name: string): string {
  const file = installedTool(name);
  if (file !== undefined) return file;
  throw new ToolError(
    `${name} ${pinOf(name).version} is not there yet. Get it with: npm run tools -- ensure ${name}`,
  );
}

/**
 * Gets every named tool that is not in the cache yet, one after the other, with a line of progress each.
 * @throws ToolError at the first that cannot be had, with the reason
 */
export async function ensureTools(names: readonly string[], say: Say = console.error): Promise<void> {
  const missing = names.map(pinOf).filter((tool) => installedTool(tool.name) === undefined);
  for (const [index, tool] of missing.entries())
    await ensureTool(tool, `[${index + 1}/${missing.length}]`, say);
}

async function ensureTool(tool: ToolPin, position: string, say: Say): Promise<void> {
  const title = `${position} ${tool.name} ${tool.version}`;
  const onWait = (): void => {
    say(`${title}: another process is getting it, waiting`);
  };
  await withLock(
    `${toolFolder(tool)}.lock`,
    async () => {
      if (installedTool(tool.name) === undefined) await obtain(tool, title, say);
    },
    { onWait },
  );
}

async function obtain(tool: ToolPin, title: string, say: Say): Promise<void> {
  const progress = startProgress(title, say);
  const temporary = `${toolFile(tool)}.${process.pid}`;
  mkdirSync(toolFolder(tool), { recursive: true });
  try {
    const release = await installRelease(tool, temporary);
    if (release === undefined) progress.note("building from its Go module");
    const source = release ?? (await buildFromModule(tool, temporary, join(toolFolder(tool), "build")));
    const origin: ToolOrigin = {
      from: release === undefined ? "module" : "release",
      source,
      seconds: progress.seconds(),
    };
    writeFileSync(originFile(tool), `${JSON.stringify(origin, null, 2)}\n`);
    renameSync(temporary, toolFile(tool));
    progress.done(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ToolError(`${tool.name} ${tool.version} cannot be had: ${reason}`);
  } finally {
    progress.stop();
    rmSync(temporary, { force: true });
  }
}

function pinOf(name: string): ToolPin {
  const tool = findPin(name);
  if (tool) return tool;
  throw new ToolError(`there is no tool "${name}"; there are ${tools.map((one) => one.name).join(", ")}`);
}
