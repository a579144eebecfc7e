import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Descriptor } from "./oci";
import { blobFile, MANIFEST } from "./oci";
import { repositoryOf, tagOf } from "./reference";

/** Gives an image in the store a name; the suite's registry then serves it (parts/registry.go). */
export function tagImage(store: string, reference: string, manifest: Descriptor): void {
  const file = manifestFile(store, reference);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, readFileSync(blobFile(store, manifest.digest)));
}

/** Writes one image as an OCI archive (https://github.com/opencontainers/image-spec/blob/main/image-layout.md), for `kind load`. */
export function archiveImage(store: string, reference: string, manifest: Descriptor, target: string): void {
  const layout = mkdtempSync(join(tmpdir(), "vigie-archive-"));
  try {
    const { config, layers } = JSON.parse(
      readFileSync(blobFile(store, manifest.digest), "utf8"),
    ) as ImageManifest;
    mkdirSync(join(layout, "blobs", "sha256"), { recursive: true });
    for (const { digest } of [manifest, config, ...layers])
      cpSync(blobFile(store, digest), blobFile(layout, digest));
    const annotations = { "io.containerd.image.name": `${repositoryOf(reference)}:${tagOf(reference)}` };
    const index = { schemaVersion: 2, manifests: [{ mediaType: MANIFEST, ...manifest, annotations }] };
    writeFileSync(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
    writeFileSync(join(layout, "index.json"), JSON.stringify(index));
    execFileSync("tar", ["-C", layout, "-cf", target, "."]);
  } finally {
    rmSync(layout, { recursive: true, force: true });
  }
}

interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

function manifestFile(store: string, reference: string): string {
  return join(store, "manifests", repositoryOf(reference), tagOf(reference));
}
