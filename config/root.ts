import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of Pulumi.yaml, found upwards: the same code runs from its source, from a test and from a bundle somewhere
 * under node_modules, so a path relative to this file would be wrong in two of the three.
 */
export function projectRoot(from: readonly string[] = [process.cwd(), __dirname]): string {
  for (const start of from) {
    for (let folder = start; ; folder = dirname(folder)) {
      if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
      if (dirname(folder) === folder) break;
    }
  }
  throw new Error(`no Pulumi.yaml in or above ${from.join(" or ")}`);
}

/** Names of the stacks that have a file in the project. */
export function stackNames(root: string): readonly string[] {
  return readdirSync(root)
    .flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? [])
    .sort();
}
