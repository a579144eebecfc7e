import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolPath } from "../install";
import { run } from "../process";
import type { Suite } from "./suite";

export type Fate = "killed" | "survived" | "invalid";

/**
 * Runs the tests of several suites in one process of promtool.
 * @returns for each suite, whether its tests passed (survived), failed (killed), or its rules cannot be read at all
 * @throws ToolError when promtool is not in the cache
 */
export async function fates(suites: readonly Suite[]): Promise<readonly Fate[]> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-mutation-"));
  try {
    const files = suites.map(({ groups, head, tests }, index) => {
      // JSON is YAML, and quicker to write.
      writeFileSync(join(folder, `${index}.yaml`), JSON.stringify({ groups }));
      writeFileSync(
        join(folder, `${index}.test.yaml`),
        JSON.stringify({ rule_files: [`${index}.yaml`], ...head, tests }),
      );
      return `${index}.test.yaml`;
    });
    const outcome = await run(toolPath("promtool"), ["test", "--junit=report.xml", "rules", ...files], {
      cwd: folder,
    });
    return fatesIn(readFileSync(join(folder, "report.xml"), "utf8"), files, outcome.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fatesIn(report: string, files: readonly string[], output: string): readonly Fate[] {
  const suites = report.split("<testsuite ").slice(1);
  return files.map((file) => {
    const suite = suites.find((one) => one.startsWith(`name="${file}"`));
    if (suite === undefined) throw new Error(`promtool says nothing about ${file}: ${output}`);
    if (/could not parse expression|error unmarshaling|yaml:/.test(suite)) return "invalid";
    return /^[^>]* failures="0" errors="0"/.test(suite) ? "survived" : "killed";
  });
}
