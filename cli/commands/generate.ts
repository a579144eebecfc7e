import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "../../config/generate";
import { projectRoot } from "../../config/root";
import { parsed, type Argv } from "../args";

const USAGE = "usage: npm run generate";

/** Writes the committed files that derive from the schema: the editor's JSON schema and the reference. */
export function generate(argv: Argv): Promise<number> {
  parsed(argv, {}, USAGE);
  const root = projectRoot();
  for (const { path, text } of generatedFiles()) {
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
