import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../../config/root";
import { ToolError } from "../errors";
import { findPin } from "../pins";
import { familiesIn, metricLine } from "./exposition";
import { PROGRAMS, type Program } from "./programs";
import { pagesOf } from "./run-program";

/**
 * `npx tsx test/tools/catalogue/main.ts [NAME ...]`: runs the pinned programs and writes what they expose into catalogue/.
 * What stands above `metrics:` and below `also:` in a file is written by hand and stays.
 */
async function main(names: readonly string[]): Promise<void> {
  for (const program of PROGRAMS) {
    if (names.length > 0 && !names.includes(program.name)) continue;
    const missing = (program.needs ?? []).filter((name) => process.env[name] === undefined);
    if (missing.length > 0) {
      console.log(`catalogue/${program.name}.yaml: left as it is, since ${missing.join(", ")} is not set`);
      continue;
    }
    const metrics = familiesIn(await pagesOf(program)).map(metricLine);
    writeInto(program, metrics);
    console.log(`catalogue/${program.name}.yaml: ${metrics.length} families`);
  }
}

function writeInto({ name, tool }: Program, metrics: readonly string[]): void {
  const path = join(projectRoot(), "catalogue", `${name}.yaml`);
  const text = readFileSync(path, "utf8");
  const [head = ""] = text.split(/^metrics: \|$/m);
  const also = /^(?:#.*\n)*also: \|\n[\s\S]*/m.exec(text)?.[0] ?? "";
  const titled = head.replace(/^title: .*$/m, `title: ${tool} ${findPin(tool)?.version ?? ""}`);
  writeFileSync(path, `${titled}metrics: |\n${metrics.map((line) => `  ${line}\n`).join("")}${also}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof ToolError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
