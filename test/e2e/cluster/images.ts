import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BuiltImage } from "../images/build";
import { buildImage, ensureMaterial, isOwn, unknownImages } from "../images/build";
import { archiveImage } from "../images/store";
import { loadIntoKind } from "./kind";
import { onMachine } from "./node/start";
import { places } from "./node/units";
import { clusterDirectory } from "./paths";
import type { Cluster } from "./types";

type Log = (line: string) => void;

/**
 * Makes the images available to the cluster under exactly these names. A cluster of processes gets all of them built from
 * this machine's tools; kind pulls the official ones itself and is given the suite's own.
 *
 * @returns what stands behind each name that was built here, for the report.
 * @throws when there is no recipe for an image, or a cluster that was given lacks the suite's own.
 */
export async function provideImages(
  cluster: Cluster,
  references: readonly string[],
  log: Log,
): Promise<readonly BuiltImage[]> {
  const own = references.filter(isOwn);
  switch (cluster.origin) {
    case "processes":
      return buildImages(cluster.name, references, log);
    case "kind":
      return loadImages(cluster.name, own, log);
    case "given":
    case "control-plane":
      if (own.length === 0) return [];
      throw new Error(
        `${own.join(", ")} cannot be put into the cluster of KUBECONFIG; unset it to use kind or processes`,
      );
  }
}

/** Builds the images where the node's registry serves them. */
export async function buildImages(
  name: string,
  references: readonly string[],
  log: Log,
): Promise<readonly BuiltImage[]> {
  const unknown = unknownImages(references);
  if (unknown.length > 0)
    throw new Error(`no recipe in test/e2e/images/recipes.ts for: ${unknown.join(", ")}`);
  await ensureMaterial(references, log);
  const authority = readFileSync(join(onMachine(name, places.pki), "ca.crt"), "utf8");
  const store = onMachine(name, places.images);
  const built: BuiltImage[] = [];
  for (const reference of references) built.push(await buildImage(reference, { log, authority, store }));
  return built;
}

async function loadImages(
  name: string,
  references: readonly string[],
  log: Log,
): Promise<readonly BuiltImage[]> {
  const store = join(clusterDirectory(name), "images");
  mkdirSync(store, { recursive: true });
  const built: BuiltImage[] = [];
  for (const reference of references) {
    const image = await buildImage(reference, { log, authority: "", store });
    const archive = join(store, "archive.tar");
    archiveImage(store, reference, image.manifest, archive);
    loadIntoKind(name, archive);
    rmSync(archive);
    built.push(image);
  }
  return built;
}
