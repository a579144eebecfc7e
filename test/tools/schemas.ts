import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { cacheRoot } from "./cache";
import { ToolError } from "./errors";
import { downloadModule } from "./go";
import { withLock } from "./lock";
import { startProgress, type Say } from "./progress";
import type { Completeness, JsonSchema } from "./schema-rules";
import { schemaFiles, type CustomResourceDefinition, type Swagger } from "./schema-files";

/**
 * Kubernetes versions whose schemas are made: the oldest that the stack supports knows every field that is used,
 * the newest still serves every API that is used.
 */
export const kubernetesVersions = ["1.34.3", "1.36.1"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** Traefik's custom resources are the only ones of the stack. */
const traefikVersion = "3.6.7";

/** Raise this when the rules in schema-rules.ts or schema-files.ts change, so that cached schemas are made again. */
const layout = 2;

export function schemaFolder(version: KubernetesVersion): string {
  return join(cacheRoot(), "schemas", `kubernetes-${version}-traefik-${traefikVersion}-${layout}`);
}

/**
 * Folder with the schemas of one Kubernetes version, for whole objects or for patches.
 * @throws ToolError naming the command that makes them
 */
export function schemaPath(version: KubernetesVersion, completeness: Completeness = "whole"): string {
  const folder = join(schemaFolder(version), completeness);
  if (existsSync(folder)) return folder;
  throw new ToolError(
    `the schemas of Kubernetes ${version} are not there yet. Get them with: npm run tools -- ensure schemas`,
  );
}

/**
 * Makes the schemas that are not in the cache yet, from the modules of Kubernetes and Traefik.
 * @throws ToolError if a module cannot be had
 */
export async function ensureSchemas(say: Say = console.error): Promise<void> {
  for (const version of kubernetesVersions) {
    const folder = schemaFolder(version);
    if (existsSync(folder)) continue;
    await withLock(`${folder}.lock`, async () => {
      if (!existsSync(folder)) await makeSchemas(version, folder, say);
    });
  }
}

async function makeSchemas(version: KubernetesVersion, folder: string, say: Say): Promise<void> {
  const progress = startProgress(`schemas of Kubernetes ${version}`, say);
  const temporary = `${folder}.${process.pid}`;
  try {
    const kubernetes = await downloadModule("k8s.io/kubernetes", [`v${version}`]);
    const traefik = await downloadModule("github.com/traefik/traefik/v3", [`v${traefikVersion}`]);
    const swagger = readSwagger(kubernetes.folder);
    const customResources = readTraefik(traefik.folder);
    for (const completeness of ["whole", "partial"] as const) {
      writeSchemas(join(temporary, completeness), schemaFiles(swagger, customResources, completeness));
    }
    renameSync(temporary, folder);
    progress.done(
      `${Object.keys(swagger.definitions).length} definitions, ${customResources.length} of Traefik`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ToolError(`the schemas of Kubernetes ${version} cannot be made: ${reason}`);
  } finally {
    progress.stop();
    rmSync(temporary, { recursive: true, force: true });
  }
}

function writeSchemas(folder: string, files: Readonly<Record<string, JsonSchema>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, schema] of Object.entries(files))
    writeFileSync(join(folder, file), JSON.stringify(schema));
}

function readSwagger(moduleFolder: string): Swagger {
  return JSON.parse(readFileSync(join(moduleFolder, "api/openapi-spec/swagger.json"), "utf8")) as Swagger;
}

function readTraefik(moduleFolder: string): readonly CustomResourceDefinition[] {
  const folder = join(moduleFolder, "docs/content/reference/dynamic-configuration");
  const files = readdirSync(folder).filter((file) => /^traefik\.io_\w+\.yaml$/.test(file));
  if (files.length === 0) throw new Error(`Traefik ${traefikVersion} has no custom resource definitions`);
  return files.sort().flatMap((file) => readDefinitions(join(folder, file)));
}

function readDefinitions(file: string): readonly CustomResourceDefinition[] {
  return parseAllDocuments(readFileSync(file, "utf8")).map(
    (document) => document.toJS() as CustomResourceDefinition,
  );
}
