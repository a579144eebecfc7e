import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Writable } from "node:stream";

/** What an image contains and how it starts, in the words of the OCI image format. */
export interface ImageContent {
  /** Unpacked file system to begin with. @default an empty one */
  readonly base?: string;
  /** Path in the image to a file of this machine; it becomes executable. */
  readonly programs: Readonly<Record<string, string>>;
  /** Path in the image to text. */
  readonly texts: Readonly<Record<string, string>>;
  /** Path in the image to what a symbolic link there points at. */
  readonly links?: Readonly<Record<string, string>>;
  /** Empty folders, open to everybody. */
  readonly folders?: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command?: readonly string[];
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Writes the image as an OCI archive (https://github.com/opencontainers/image-spec/blob/main/image-layout.md) under each of
 * the names. Same content, same bytes: times and owners are fixed.
 */
export async function writeImage(
  content: ImageContent,
  references: readonly string[],
  target: Writable,
): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "vigie-image-"));
  try {
    const layout = join(work, "layout");
    mkdirSync(join(layout, "blobs", "sha256"), { recursive: true });
    const blob = (text: string): Descriptor => writeBlob(layout, text);
    const layer = await writeLayer(content, work, layout);
    const config = blob(JSON.stringify(configOf(content, layer.digest)));
    const manifest = blob(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MANIFEST,
        config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
        layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer }],
      }),
    );
    const manifests = references.map((reference) => ({
      mediaType: MANIFEST,
      ...manifest,
      annotations: { "io.containerd.image.name": reference },
    }));
    writeFileSync(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
    writeFileSync(join(layout, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
    const tar = spawn("tar", ["-C", layout, "-cf", "-", "."], { stdio: ["ignore", "pipe", "inherit"] });
    await pipeline(tar.stdout, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

async function writeLayer(content: ImageContent, work: string, layout: string): Promise<Descriptor> {
  const staging = join(work, "root");
  mkdirSync(staging);
  for (const [path, source] of Object.entries(content.programs)) provide(source, join(staging, path));
  for (const [path, text] of Object.entries(content.texts)) {
    mkdirSync(dirname(join(staging, path)), { recursive: true });
    writeFileSync(join(staging, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  for (const [path, goal] of Object.entries(content.links ?? {})) {
    mkdirSync(dirname(join(staging, path)), { recursive: true });
    symlinkSync(goal, join(staging, path));
  }
  for (const folder of content.folders ?? []) {
    mkdirSync(join(staging, folder), { recursive: true });
    execFileSync("chmod", ["1777", join(staging, folder)]);
  }
  const file = join(work, "layer.tar");
  const fixed = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=gnu"];
  if (content.base !== undefined) execFileSync("tar", [...fixed, "-C", content.base, "-cf", file, "."]);
  const mode = content.base === undefined ? "-cf" : "-rf";
  execFileSync("tar", [...fixed, "--owner=0", "--group=0", "-C", staging, mode, file, "."]);
  const digest = await sha256(file);
  renameSync(file, join(layout, "blobs", "sha256", digest));
  return { digest: `sha256:${digest}`, size: statSync(join(layout, "blobs", "sha256", digest)).size };
}

function configOf(content: ImageContent, layer: string): object {
  const environment = {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ...content.environment,
  };
  return {
    architecture: process.arch === "arm64" ? "arm64" : "amd64",
    os: "linux",
    config: {
      Env: Object.entries(environment).map(([key, value]) => `${key}=${value}`),
      Entrypoint: content.entrypoint,
      ...(content.command === undefined ? {} : { Cmd: content.command }),
      ...(content.user === undefined ? {} : { User: content.user }),
      WorkingDir: content.workingDirectory ?? "/",
    },
    rootfs: { type: "layers", diff_ids: [layer] },
  };
}

function writeBlob(layout: string, text: string): Descriptor {
  const digest = createHash("sha256").update(text).digest("hex");
  writeFileSync(join(layout, "blobs", "sha256", digest), text);
  return { digest: `sha256:${digest}`, size: Buffer.byteLength(text) };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** A second name for the same file where the disk is the same, else a copy. */
function provide(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}
