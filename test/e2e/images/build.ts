import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { originFile } from "../../tools/cache";
import { findPin } from "../../tools/pins";
import type { RootfsSpec } from "../cluster/node/rootfs";
import { ensureRootfs } from "../cluster/node/rootfs";
import { ensurePrograms, toolPath } from "../cluster/programs";
import { orGiven, versionOf } from "./given";
import type { Descriptor, ImageContent } from "./oci";
import { writeImage } from "./oci";
import { ensureParts } from "./parts";
import type { DebianRecipe, Recipe } from "./recipes";
import { recipes } from "./recipes";
import { repositoryOf } from "./reference";
import { tagImage } from "./store";

/** What stands behind an image name, for the report. */
export interface BuiltImage {
  readonly reference: string;
  readonly manifest: Descriptor;
  readonly kind: Recipe["kind"] | "own";
  /** Where its program comes from, or why it is a stand-in. */
  readonly origin: string;
}

export interface BuildContext {
  /** Folder that the images are written to. */
  readonly store: string;
  readonly log: (line: string) => void;
  /** Authority whose certificates the programs shall trust besides none: in the cluster there is no Internet. */
  readonly authority: string;
}

/** Image of the suite's own: the pause container, simulated products. */
const OWN = /^(registry\.k8s\.io\/pause|vigie\.invalid\/(simulator|receiver))$/;

/** Whether the image is none of the stack's but the suite's. */
export function isOwn(reference: string): boolean {
  return OWN.test(repositoryOf(reference));
}

/** The references for which there is no recipe. */
export function unknownImages(references: readonly string[]): readonly string[] {
  return references.filter((reference) => {
    const repository = repositoryOf(reference);
    return recipes[repository] === undefined && !isOwn(reference);
  });
}

/** Gets whatever the images are made of: tools, Debian file systems, the suite's own programs. */
export async function ensureMaterial(
  references: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  const needed = references.map((reference) => recipes[repositoryOf(reference)]);
  const tools = needed.flatMap((recipe) =>
    recipe?.kind === "program" ? Object.values(recipe.programs) : [],
  );
  await ensurePrograms([...new Set(tools)], log);
  await ensureParts(log);
  for (const recipe of needed) {
    if (recipe?.kind === "debian") await ensureRootfs(rootfsOf(recipe), log);
  }
}

/**
 * Builds the image for one reference and names it in the store.
 *
 * @throws when there is no recipe for its repository, or its material is missing.
 */
export async function buildImage(reference: string, context: BuildContext): Promise<BuiltImage> {
  const repository = repositoryOf(reference);
  const texts = commonTexts(context.authority);
  const recipe = orGiven(recipes[repository]);
  const content = isOwn(reference)
    ? ownContent(repository.split("/").at(-1) ?? "", await ensureParts(context.log))
    : recipe && (await contentOf(recipe, repository, context));
  if (content === undefined) {
    throw new Error(`${reference}: add a recipe for ${repository} to test/e2e/images/recipes.ts`);
  }
  const whole = { ...content, texts: { ...texts, ...content.texts } };
  const manifest = await writeImage(whole, repository, context.store);
  tagImage(context.store, reference, manifest);
  const origin = recipe === undefined ? "test/e2e/images/parts" : originOf(recipe);
  return { reference, manifest, kind: recipe?.kind ?? "own", origin };
}

async function contentOf(recipe: Recipe, repository: string, context: BuildContext): Promise<ImageContent> {
  switch (recipe.kind) {
    case "program": {
      const programs = Object.entries(recipe.programs).map(([path, tool]) => [path, toolPath(tool)] as const);
      return { programs: Object.fromEntries(programs), texts: {}, folders: ["/tmp"], ...recipe.start };
    }
    case "given":
      return { programs: { [recipe.path]: recipe.file }, texts: {}, folders: ["/tmp"], ...recipe.start };
    case "stand-in": {
      const { port, answers, reads = [], writes = [] } = recipe;
      const config = JSON.stringify({ for: repository, port, answers, reads, writes }, undefined, 2);
      const shell = recipe.shell === true ? { "/bin/sh": await busybox(context.log) } : {};
      const programs = { [recipe.path]: await ensureParts(context.log), ...shell };
      return { programs, texts: { "/etc/vigie-standin.json": config }, folders: ["/tmp"], ...recipe.start };
    }
    case "debian": {
      const base = await ensureRootfs(rootfsOf(recipe), context.log);
      return { base, programs: {}, texts: recipe.texts, links: recipe.links ?? {}, ...recipe.start };
    }
  }
}

async function busybox(log: (line: string) => void): Promise<string> {
  const rootfs = await ensureRootfs(
    { name: "busybox-static", packages: ["busybox-static"], alone: true },
    log,
  );
  return join(rootfs, "bin", "busybox");
}

function rootfsOf(recipe: DebianRecipe): RootfsSpec {
  return { name: recipe.packages.join("-"), packages: recipe.packages, alone: recipe.alone ?? false };
}

function ownContent(name: string, parts: string): ImageContent {
  return { programs: { [`/${name}`]: parts }, texts: {}, entrypoint: [`/${name}`], user: "65532:65532" };
}

/** Users that upstream's images know by name, and the one authority that this world's "Internet" is signed by. */
function commonTexts(authority: string): Readonly<Record<string, string>> {
  return {
    "/etc/passwd": "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
    "/etc/group": "root:x:0:\nnobody:x:65534:\n",
    "/etc/ssl/certs/ca-certificates.crt": authority,
  };
}

function originOf(recipe: Recipe): string {
  switch (recipe.kind) {
    case "given":
      return versionOf(recipe.file);
    case "stand-in":
      return recipe.reason;
    case "debian":
      return `Debian packages ${recipe.packages.join(", ")}`;
    case "program":
      return [...new Set(Object.values(recipe.programs).map(toolOrigin))].join(", ");
  }
}

function toolOrigin(name: string): string {
  const pin = findPin(name);
  if (pin === undefined || !existsSync(originFile(pin))) return name;
  return (JSON.parse(readFileSync(originFile(pin), "utf8")) as { source: string }).source;
}
