import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ToolPin } from "./pin";
import { run } from "./process";
import { unzip } from "./unzip";

/** Milliseconds to reach the host, and for the whole archive. */
const connectTimeout = 8_000;
const downloadTimeout = 300_000;

/** Set on the first failure to reach the host of the releases: the other tools of this run do not wait for it again. */
let unreachable = false;

/**
 * Puts the program of the official release archive at `output` and returns the archive's address;
 * undefined if there is no release for this platform or it cannot be reached, so that the caller builds it.
 * @throws if what was downloaded is not what upstream's checksum list says
 */
export async function installRelease(tool: ToolPin, output: string): Promise<string | undefined> {
  if (!tool.release || unreachable || process.env.VIGIE_TOOLS_FROM === "modules") return undefined;
  const fill = (template: string): string => fillTemplate(template, tool.version);
  const url = fill(tool.release.url);
  const sums = await download(fill(tool.release.checksums));
  const expected = sums && findChecksum(sums.toString("utf8"), basename(url));
  if (!expected) return undefined;
  const archive = await download(url);
  if (!archive) return undefined;
  const actual = createHash("sha256").update(archive).digest("hex");
  if (actual !== expected) throw new Error(`${url} has SHA-256 ${actual}, its publisher says ${expected}`);
  await extract(archive, url, fill(tool.release.member), output);
  return url;
}

/** Go's names for the platform of this process. */
export function fillTemplate(template: string, version: string): string {
  const os = process.platform === "win32" ? "windows" : process.platform;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return template.replaceAll("{version}", version).replaceAll("{os}", os).replaceAll("{arch}", arch);
}

/** Finds a file in "<sum>  <file>" lines; some publishers write `*<file>` or `./<file>`. */
export function findChecksum(sums: string, file: string): string | undefined {
  for (const line of sums.split("\n")) {
    const [sum, name] = line.trim().split(/\s+/);
    if (sum && name && basename(name.replace(/^\*/, "")) === file && /^[0-9a-f]{64}$/i.test(sum))
      return sum.toLowerCase();
  }
  return undefined;
}

async function download(url: string): Promise<Buffer | undefined> {
  const abort = new AbortController();
  let timer = setTimeout(() => {
    abort.abort();
  }, connectTimeout);
  try {
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(timer);
    timer = setTimeout(() => {
      abort.abort();
    }, downloadTimeout);
    if (!response.ok) return undefined;
    return Buffer.from(await response.arrayBuffer());
  } catch {
    unreachable = true;
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

async function extract(archive: Buffer, url: string, member: string, output: string): Promise<void> {
  const folder = mkdtempSync(`${output}-`);
  try {
    if (url.endsWith(".zip")) unzip(archive, folder);
    else await untar(archive, folder, member);
    renameSync(join(folder, member), output);
    chmodSync(output, 0o755);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untar(archive: Buffer, folder: string, member: string): Promise<void> {
  const file = join(folder, "release.tar.gz");
  writeFileSync(file, archive);
  const outcome = await run("tar", ["-xzf", file, "-C", folder, member]);
  if (outcome.missing) throw new Error("tar is not installed, and the release cannot be unpacked without it");
  if (outcome.status !== 0) throw new Error(`${member} cannot be unpacked: ${outcome.stderr}`);
}
