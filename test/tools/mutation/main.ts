import { promqlParser } from "../../../catalogue/promql/parse";
import { ruleFiles } from "../scenarios/tested";
import { judgeMutants } from "./judge";

/** `npx tsx test/tools/mutation/main.ts [rules/FILE.yaml ...]`: the score of each file, and every mutant that lives. */
async function main(files: readonly string[]): Promise<void> {
  const parse = await promqlParser();
  for (const file of files.length === 0 ? ruleFiles() : files) {
    const judged = await judgeMutants(file, parse);
    const alive = judged.filter(({ fate }) => fate === "survived");
    console.log(`${file}: ${judged.length - alive.length} of ${judged.length} killed`);
    for (const { rule, what } of alive) console.log(`  ${rule}: ${what}`);
  }
}

void main(process.argv.slice(2));
