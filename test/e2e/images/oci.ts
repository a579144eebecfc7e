import { execFileSync } from "node:child_process";
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
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";

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

/** Something in the store, by what is in it. */
export interface Descriptor {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/** Writes an image into the store and returns its manifest. Same content, same bytes: times and owners are fixed. */
export async function writeImage(content: ImageContent, store: string): Promise<Descriptor> {
  mkdirSync(join(store, "blobs", "sha256"), { recursive: true });
  const work = mkdtempSync(join(store, "work-"));
  try {
    const layer = await writeLayer(content, work, store);
    const config = writeBlob(store, JSON.stringify(configOf(content, layer.digest)));
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
      layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer }],
    };
    return writeBlob(store, JSON.stringify(manifest));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Path of something in the store. */
export function blobFile(store: string, digest: string): string {
  return join(store, "blobs", digest.replace(":", "/"));
}

async function writeLayer(content: ImageContent, work: string, store: string): Promise<Descriptor> {
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
  const digest = `sha256:${await sha256(file)}`;
  const size = statSync(file).size;
  renameSync(file, blobFile(store, digest));
  return { digest, size };
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

function writeBlob(store: string, text: string): Descriptor {
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  writeFileSync(blobFile(store, digest), text);
  return { digest, size: Buffer.byteLength(text) };
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
