import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { reportFile } from "./runtime/report";

const BEGIN = "<!-- The report of the last full run; `npm run test:e2e -- --proof` puts it here. -->";
const END = "<!-- End of the report. -->";

/** Puts the report of the last run into docs/proof.md, between what was written by hand. */
async function main(): Promise<void> {
  if (!existsSync(reportFile()))
    throw new Error(`there is no report at ${reportFile()}; make one with: npm run test:e2e`);
  const file = join(__dirname, "..", "..", "docs", "proof.md");
  const page = readFileSync(file, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${file} lacks the lines "${BEGIN}" and "${END}"`);
  // Its headings stand below the page's own.
  const report = readFileSync(reportFile(), "utf8").replaceAll(/^##/gm, "###");
  const options = await resolveConfig(file);
  const text = `${before}${BEGIN}\n\n${report}\n\n${END}${after}`;
  writeFileSync(file, await format(text, { ...options, parser: "markdown" }));
  console.log(`docs/proof.md holds ${reportFile()}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
