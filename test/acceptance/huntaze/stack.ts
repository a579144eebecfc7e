import { join } from "node:path";
import { loadFromFile } from "../../../config/from-file";
import { projectRoot } from "../../../config/root";
import { renderedStack, type RenderedStack } from "../../kit";

export type Environment = "dev" | "production";

export function exampleFile(environment: Environment): string {
  return join(projectRoot(), `examples/huntaze/Pulumi.${environment}.yaml`);
}

/** Huntaze's own stack of this environment, rendered. */
export function example(environment: Environment): Promise<RenderedStack> {
  return renderedStack(exampleFile(environment));
}

export function exampleSettings(environment: Environment) {
  return loadFromFile(exampleFile(environment));
}
