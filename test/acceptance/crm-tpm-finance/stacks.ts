import { join } from "node:path";
import { loadFromFile } from "../../../config/from-file";
import { projectRoot } from "../../../config/root";
import { renderedStack, type RenderedStack } from "../../kit";

export type Environment = "dev" | "production";

/** The CRM's own stack: `dev` is what there is today, `production` its rules for production and its roadmap. */
export function exampleFile(environment: Environment): string {
  return join(projectRoot(), `examples/crm-tpm-finance/Pulumi.${environment}.yaml`);
}

export function example(environment: Environment): Promise<RenderedStack> {
  return renderedStack(exampleFile(environment));
}

export function exampleSettings(environment: Environment) {
  return loadFromFile(exampleFile(environment));
}
