import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureTools, toolPath } from "../../../tools/install";

/** The providers of the stack, with the plugin versions that its SDKs ask for. */
export const plugins = { kubernetes: "4.34.2", random: "4.21.2", cloudflare: "6.22.1" } as const;

export type PluginName = keyof typeof plugins;

/** The engine: `PULUMI_ENGINE` if set, else the project's pinned build. Throws with the command that gets it. */
export function enginePath(): string {
  return process.env.PULUMI_ENGINE ?? toolPath("pulumi");
}

/** Gets the pinned engine where it is neither given nor cached. */
export async function ensureEngine(): Promise<void> {
  if (process.env.PULUMI_ENGINE === undefined) {
    await ensureTools(["pulumi"]);
  }
}

/** Folder of an installed plugin, on PATH or in the user's plugin cache; `undefined` where a stand-in is needed. */
export function installedPlugin(name: PluginName): string | undefined {
  const program = `pulumi-resource-${name}`;
  const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const cached = join(home, "plugins", `resource-${name}-v${plugins[name]}`);
  const folders = [cached, ...(process.env.PATH ?? "").split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, program)));
}

/** The plugin cache of the user, where real plugins are. */
export function pluginFolders(): readonly string[] {
  const root = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  return existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : [];
}
