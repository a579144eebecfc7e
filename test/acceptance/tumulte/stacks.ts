import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadFromFile } from "../../../config/from-file";
import { projectRoot } from "../../../config/root";
import { renderedStack, withFiles, type RenderedStack } from "../../kit";

export type Environment = "dev" | "staging" | "prod";

export function exampleFile(environment: Environment): string {
  return join(projectRoot(), `examples/tumulte/Pulumi.${environment}.yaml`);
}

/** Tumulte's own stack of this environment, rendered. */
export function example(environment: Environment): Promise<RenderedStack> {
  return renderedStack(exampleFile(environment));
}

export function exampleSettings(environment: Environment) {
  return loadFromFile(exampleFile(environment));
}

/** The same stack file with one text of it replaced, rendered. Throws when the text does not stand there. */
export function changedExample<T>(
  environment: Environment,
  [before, after]: readonly [string, string],
  use: (file: string) => Promise<T>,
): Promise<T> {
  const text = readFileSync(exampleFile(environment), "utf8");
  if (!text.includes(before)) throw new Error(`${exampleFile(environment)} does not hold ${before}`);
  const name = `Pulumi.${environment}.yaml`;
  return withFiles({ [name]: text.replace(before, after) }, (folder) => use(join(folder, name)));
}
