import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE, LOCK, ROOT, userError } from "./paths.mjs";
import { withProgress } from "./progress.mjs";

/** Hash of the lock file that node_modules was last seen to satisfy. */
const SEEN = join(CACHE, "installed");
/** npm writes it at the end of every install. */
const NPM_RECORD = join(ROOT, "node_modules", ".package-lock.json");

/** Runs `npm ci` when node_modules is missing or belongs to another lock file. */
export async function installIfStale() {
  const wanted = createHash("sha256").update(readFileSync(LOCK)).digest("hex");
  if (!isInstalled(wanted)) {
    await withProgress("Installing dependencies (npm ci)", () => npmCi());
  }
  if (seen() !== wanted) {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(SEEN, wanted);
  }
}

function isInstalled(wanted) {
  if (!existsSync(NPM_RECORD)) return false;
  if (seen() === wanted) return true;
  // Installed by hand with npm itself, later than the lock file was written.
  return seen() === undefined && statSync(NPM_RECORD).mtimeMs >= statSync(LOCK).mtimeMs;
}

function seen() {
  return existsSync(SEEN) ? readFileSync(SEEN, "utf8") : undefined;
}

function npmCi() {
  // --include=dev: the bundler is one, and NODE_ENV=production would leave it out.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  return new Promise((resolve, reject) => {
    const child = spawn("npm", args, {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => reject(failure(error.message)));
    child.on("close", (code) => (code === 0 ? resolve() : reject(failure(output))));
  });
}

function failure(output) {
  // The reason stands first; npm's help text and the path of its log follow.
  const lines = output
    .split("\n")
    .filter((line) => !/^npm (error|warn)?\s*$/.test(line) && line !== "")
    .slice(0, 12);
  return userError(
    ["npm ci failed:", ...lines.map((line) => `  ${line}`), "fix that and run the command again"].join("\n"),
  );
}
