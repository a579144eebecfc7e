import { ToolError } from "./errors";
import { ensureTools, installedTool } from "./install";
import { tools } from "./pins";
import { prepare } from "./prepare";
import { ensureSchemas } from "./schemas";

const usage = `usage: npm run tools -- ensure [check|e2e|schemas|NAME...]   get tools into the cache (default: check)
       npm run tools -- list                                what there is, and what is in the cache`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...names] = args;
  if (command === "list") {
    for (const tool of tools) console.log(describe(tool));
    return 0;
  }
  if (command === "ensure") {
    await ensure(names.length === 0 ? ["check"] : names);
    console.log("ready");
    return 0;
  }
  console.error(usage);
  return 2;
}

async function ensure(names: readonly string[]): Promise<void> {
  if (names.includes("check")) await prepare("check");
  if (names.includes("e2e")) await prepare("e2e");
  if (names.includes("schemas")) await ensureSchemas();
  await ensureTools(names.filter((name) => !["check", "e2e", "schemas"].includes(name)));
}

function describe(tool: (typeof tools)[number]): string {
  const state = installedTool(tool.name) ?? `missing: npm run tools -- ensure ${tool.name}`;
  return `${tool.name.padEnd(24)} ${tool.version.padEnd(10)} ${tool.group.padEnd(6)} ${tool.purpose} | ${state}`;
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
