import { parsed, stackOf, type Argv } from "../args";
import { checkInProcess } from "../check/check";
import { findingText, type Finding } from "../check/finding";
import { checkWithTools, type ToolReport } from "../check/tools";
import { evaluate, type Evaluated } from "../program/evaluate";
import { withProgress } from "../text/progress";
import { summary } from "../text/summary";
import { count } from "../text/table";

const USAGE = "usage: npm run check -- <stack> [--config-file FILE]";

/** Everything that can be wrong with a stack, every finding at once; exit code 1 if there is any. */
export async function check(argv: Argv): Promise<number> {
  const { values, positionals } = parsed(argv, { "config-file": { type: "string" } }, USAGE);
  const evaluated = await evaluate(stackOf(positionals, values["config-file"], USAGE));
  return checkEvaluated(evaluated);
}

/** `check` of a stack that is evaluated already. */
export async function checkEvaluated(evaluated: Evaluated): Promise<number> {
  const { findings: inProcess, notes } = await checkInProcess(evaluated);
  const tools = await withProgress("Checking with the pinned tools", () => checkWithTools(evaluated));
  const findings = [...inProcess, ...tools.findings];

  console.log(summary(evaluated));
  for (const text of evaluated.loaded.warnings) console.log(`warning: ${text}`);
  for (const text of notes) console.log(`note: ${text}`);
  console.log(toolsText(tools));
  console.log(verdict(evaluated.loaded.stack, findings));
  return findings.length === 0 ? 0 : 1;
}

function toolsText({ ran, absent }: ToolReport): string {
  const parts = [`tools: ran ${ran.length === 0 ? "none" : ran.join(", ")}`];
  if (absent.length > 0)
    parts.push(`not in the cache: ${absent.join(", ")} (get them: npm run tools -- ensure)`);
  return parts.join("; ");
}

function verdict(stack: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return `${stack}: no findings`;
  const lines = findings.map((finding) => `  - ${findingText(finding)}`);
  return [`${stack}: ${count(findings.length, "finding")}`, ...lines].join("\n");
}
