import { readdirSync } from "node:fs";
import { join } from "node:path";
import { projectRoot, stackNames } from "../../config/root";

/** Each product's own stack files, for `--config-file`; relative to the project. */
export function exampleStackFiles(): readonly string[] {
  return readdirSync(join(projectRoot(), "examples"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)Pulumi\.[\w-]+\.yaml$/.test(file))
    .map((file) => join("examples", file))
    .sort();
}

/** Every committed stack file: those of the environments, and the examples; relative to the project. */
export function committedStackFiles(): readonly string[] {
  return [...stackNames(projectRoot()).map((name) => `Pulumi.${name}.yaml`), ...exampleStackFiles()];
}
