import { createHash } from "node:crypto";
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { cacheRoot } from "./cache";
import { withLock } from "./lock";
import { run } from "./process";
import { startProgress, type Say } from "./progress";
import { unzip } from "./unzip";

/** Go that is fetched where none, or an older one, is installed. The oldest that builds every tool has the same minor version. */
export const goVersion = "1.26.8";

/** Go's own checksums of its toolchain modules (https://go.dev/ref/mod#toolchain), from sum.golang.org. */
const toolchainSums: Readonly<Record<string, string>> = {
  "linux-amd64": "h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=",
  "linux-arm64": "h1:sYL/O6MqS68ML0kjsQ36WoYIpJqkw60TxizWUYUKQMc=",
  "darwin-amd64": "h1:7/9KPPN8PckcA9s91hm2jmQMhzW4KyTJXHIs45L0C9M=",
  "darwin-arm64": "h1:dFjGhY6f8DTsY8/rLchUTDRRfjJP4pCrGCwxvHFT2Fg=",
};

const install = `install Go ${goVersion} or newer from https://go.dev/dl/`;

export interface GoCommand {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

let found: Promise<GoCommand> | undefined;

/**
 * The Go command: the installed one if it is new enough, else one fetched into the cache once.
 * @throws if there is none and none can be fetched, with what to install
 */
export function goCommand(say: Say = console.error): Promise<GoCommand> {
  found ??= findGo(say);
  return found;
}

async function findGo(say: Say): Promise<GoCommand> {
  const { status, stdout } = await run("go", ["env", "GOVERSION"], { env: { GOTOOLCHAIN: "local" } });
  if (status === 0 && isNewEnough(stdout)) return { program: "go", env: {} };
  const folder = join(cacheRoot(), "go", goVersion);
  await withLock(`${folder}.lock`, async () => {
    if (!existsSync(folder)) await fetchToolchain(folder, say);
  });
  return { program: join(folder, "bin", "go"), env: { GOROOT: folder, GOTOOLCHAIN: "local" } };
}

/** True for `go1.26` and later; the patch version does not matter to any tool. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  const [neededMajor = "", neededMinor = ""] = goVersion.split(".");
  if (Number(major) !== Number(neededMajor)) return Number(major) > Number(neededMajor);
  return Number(minor) >= Number(neededMinor);
}

async function fetchToolchain(folder: string, say: Say): Promise<void> {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const sum = toolchainSums[platform];
  if (sum === undefined)
    throw new Error(`Go is not installed, and there is none to fetch for ${platform}; ${install}`);
  const module = `golang.org/toolchain@v0.0.1-go${goVersion}.${platform}`;
  const progress = startProgress(`Go ${goVersion}`, say);
  const temporary = `${folder}.${process.pid}`;
  try {
    unzip(await download(`${proxy()}/${module.replace("@", "/@v/")}.zip`), temporary);
    const actual = moduleSum(temporary);
    if (actual !== sum) throw new Error(`${module} has the checksum ${actual} instead of ${sum}`);
    makeExecutable(join(temporary, module));
    renameSync(join(temporary, module), folder);
    progress.done(module);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Go is not installed and cannot be fetched (${reason}); ${install}`);
  } finally {
    progress.stop();
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The first module proxy that is an address; `direct` and `off` cannot serve a toolchain. */
function proxy(): string {
  const entries = (process.env.GOPROXY ?? "").split(/[,|]/);
  return entries.find((entry) => /^https?:/.test(entry))?.replace(/\/$/, "") ?? "https://proxy.golang.org";
}

async function download(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(300_000) }).catch(() => undefined);
  if (!response) throw new Error(`${url} cannot be reached`);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Go's checksum of a module's files: SHA-256 over the sorted list of "<SHA-256>  <name>" (golang.org/x/mod/sumdb/dirhash, Hash1). */
export function moduleSum(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const list = createHash("sha256");
  for (const name of names) {
    list.update(
      `${createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex")}  ${name}\n`,
    );
  }
  return `h1:${list.digest("base64")}`;
}

/** Module archives carry no file modes. */
function makeExecutable(root: string): void {
  const tools = join(root, "pkg", "tool");
  const folders = [join(root, "bin"), ...readdirSync(tools).map((platform) => join(tools, platform))];
  for (const folder of folders) {
    for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o755);
  }
}
