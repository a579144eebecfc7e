import { join } from "node:path";
import { loadFromFile } from "../../../config/from-file";
import { projectRoot } from "../../../config/root";
import { renderedStack, type RenderedStack } from "../../kit";

export const FILE = join(projectRoot(), "examples/deployment-system/Pulumi.production.yaml");

/** The Deployment System's own stack, rendered. */
export function example(): Promise<RenderedStack> {
  return renderedStack(FILE);
}

export function exampleSettings() {
  return loadFromFile(FILE);
}
