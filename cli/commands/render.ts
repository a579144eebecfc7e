import { UserError } from "../../config/errors";
import { parsed, stackOf, type Argv } from "../args";
import { evaluate } from "../program/evaluate";
import { renderedFiles } from "../render/files";
import { checkTarget, writeAtomically } from "../render/write";
import { summary } from "../text/summary";

const USAGE = "usage: npm run render -- <stack> --out DIR [--show-secrets] [--config-file FILE]";

/** Writes every Kubernetes object of a stack as YAML, one file each. */
export async function render(argv: Argv): Promise<number> {
  const { values, positionals } = parsed(
    argv,
    {
      out: { type: "string" },
      "show-secrets": { type: "boolean", default: false },
      "config-file": { type: "string" },
    },
    USAGE,
  );
  const stack = stackOf(positionals, values["config-file"], USAGE);
  if (values.out === undefined) throw new UserError(["--out: missing; name the directory to write"], USAGE);
  checkTarget(values.out);

  const evaluated = await evaluate(stack);
  const files = renderedFiles(evaluated.resources, { showSecrets: values["show-secrets"] });
  writeAtomically(values.out, files, `npm run render -- ${stack}`);

  console.log(summary(evaluated));
  for (const text of evaluated.loaded.warnings) console.log(`warning: ${text}`);
  console.log(`${files.size} files in ${values.out}${values["show-secrets"] ? ", secrets shown" : ""}`);
  return 0;
}
