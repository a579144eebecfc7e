import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { e2eRoot } from "../cluster/paths";

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

const FIXED = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=gnu"] as const;
const ROOT = ["--owner=0", "--group=0"] as const;

export const MANIFEST = "application/vnd.oci.image.manifest.v1+json";

/**
 * Writes an image into the store and returns its manifest. Same content, same bytes: times and owners are fixed. Programs
 * and file system are one layer, which is kept for other clusters; texts are another, since each cluster has its own.
 */
export async function writeImage(content: ImageContent, name: string, store: string): Promise<Descriptor> {
  mkdirSync(join(store, "blobs", "sha256"), { recursive: true });
  const work = mkdtempSync(join(store, "work-"));
  try {
    const layers = [await keptLayer(content, name, store), await textLayer(content, work, store)];
    const config = writeBlob(store, JSON.stringify(configOf(content, layers)));
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
      layers: layers.map((layer) => ({ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer })),
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

async function textLayer(content: ImageContent, work: string, store: string): Promise<Descriptor> {
  const staging = join(work, "texts");
  mkdirSync(staging);
  for (const [path, text] of Object.entries(content.texts)) {
    mkdirSync(dirname(join(staging, path)), { recursive: true });
    writeFileSync(join(staging, path), text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  }
  const file = join(work, "texts.tar");
  execFileSync("tar", [...FIXED, ...ROOT, "-C", staging, "-cf", file, "."]);
  const layer = await describeLayer(file);
  renameSync(file, blobFile(store, layer.digest));
  return layer;
}

/** The layer with programs and file system: made once, as long as they stay the same. */
async function keptLayer(content: ImageContent, name: string, store: string): Promise<Descriptor> {
  const folder = join(e2eRoot(), "layers", name.replaceAll("/", "_"));
  const file = join(folder, `${keyOf(content)}.tar`);
  const note = `${file}.json`;
  if (!existsSync(note)) {
    // Of every image only the present layer is kept.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const work = mkdtempSync(join(folder, "work-"));
    packPrograms(content, work);
    renameSync(join(work, "layer.tar"), file);
    writeFileSync(note, JSON.stringify(await describeLayer(file)));
    rmSync(work, { recursive: true, force: true });
  }
  const layer = JSON.parse(readFileSync(note, "utf8")) as Descriptor;
  if (!existsSync(blobFile(store, layer.digest))) provide(file, blobFile(store, layer.digest));
  return layer;
}

function packPrograms(content: ImageContent, work: string): void {
  const staging = join(work, "root");
  mkdirSync(staging);
  for (const [path, source] of Object.entries(content.programs)) provide(source, join(staging, path));
  for (const [path, goal] of Object.entries(content.links ?? {})) {
    mkdirSync(dirname(join(staging, path)), { recursive: true });
    symlinkSync(goal, join(staging, path));
  }
  for (const path of content.folders ?? []) {
    mkdirSync(join(staging, path), { recursive: true });
    execFileSync("chmod", ["1777", join(staging, path)]);
  }
  const file = join(work, "layer.tar");
  if (content.base !== undefined) execFileSync("tar", [...FIXED, "-C", content.base, "-cf", file, "."]);
  const mode = content.base === undefined ? "-cf" : "-rf";
  execFileSync("tar", [...FIXED, ...ROOT, "-C", staging, mode, file, "."]);
}

/** Tells layers apart: programs by what the file system says of them, file systems by their folders' names. */
function keyOf({ base, programs, links, folders }: ImageContent): string {
  const files = Object.entries(programs).map(([path, source]) => {
    const { size, mtimeMs } = statSync(source);
    return [path, source, size, mtimeMs];
  });
  const key = JSON.stringify([base, files, links, folders]);
  return createHash("sha256").update(key).digest("hex").slice(0, 16);
}

async function describeLayer(file: string): Promise<Descriptor> {
  return { digest: `sha256:${await sha256(file)}`, size: statSync(file).size };
}

function configOf(content: ImageContent, layers: readonly Descriptor[]): object {
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
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
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
