import { ensureTools, installedTool, ToolError } from "./install";
import type { ToolGroup } from "./pin";
import { tools, toolsOf } from "./pins";

const usage = `usage: npm run tools -- ensure [check|e2e|NAME...]   get tools into the cache (default: check)
       npm run tools -- list                        what there is, and what is in the cache`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...names] = args;
  if (command === "list") {
    for (const tool of tools) console.log(describe(tool));
    return 0;
  }
  if (command === "ensure") {
    const wanted =
      names.length === 0
        ? toolsOf("check")
        : names.flatMap((name) => (isGroup(name) ? toolsOf(name) : [name]));
    await ensureTools(wanted);
    console.log(`${wanted.length} of ${wanted.length} tools are ready`);
    return 0;
  }
  console.error(usage);
  return 2;
}

function describe(tool: (typeof tools)[number]): string {
  const state = installedTool(tool.name) ?? `missing: npm run tools -- ensure ${tool.name}`;
  return `${tool.name.padEnd(20)} ${tool.version.padEnd(10)} ${tool.group.padEnd(6)} ${tool.purpose} | ${state}`;
}

function isGroup(name: string): name is ToolGroup {
  return name === "check" || name === "e2e";
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    if (!(error instanceof ToolError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  },
);
