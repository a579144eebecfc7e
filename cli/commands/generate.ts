import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "../../config/generate";
import { coverageFile } from "../../test/ledger/ledger";
import { projectRoot } from "../../config/root";
import { parsed, type Argv } from "../args";

const USAGE = "usage: npm run generate";

/** Writes the committed files that derive from the schema and the tests: editor's schema, reference, coverage. */
export function generate(argv: Argv): Promise<number> {
  parsed(argv, {}, USAGE);
  const root = projectRoot();
  for (const { path, text } of [...generatedFiles(), coverageFile(root)]) {
    const file = join(root, path);
    const changed = !existsSync(file) || readFileSync(file, "utf8") !== text;
    if (changed) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    console.log(`${path}: ${changed ? "written" : "unchanged"}`);
  }
  return Promise.resolve(0);
}
