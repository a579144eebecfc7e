import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { LAZY_EXTERNALS, lazyModules } from "./lazy.mjs";
import { CACHE, ROOT } from "./paths.mjs";
import { withProgress } from "./progress.mjs";
import { ruleFiles, rulesInside } from "./rules.mjs";

export const BUNDLE = join(CACHE, "main.cjs");
const CODE_SUFFIX = ".v8";

/**
 * File of V8's compiled code for the bundle as it is now (see run.mjs). Named after the bundle's size and time, as V8
 * itself compares no more than the length of the source; one per command, as each compiles other parts.
 */
export function codeCacheFile(command) {
  const { size, mtimeMs } = statSync(BUNDLE);
  return join(CACHE, `${command.replace(/[^a-z]/g, "")}-${size}-${mtimeMs}${CODE_SUFFIX}`);
}

/** The project's own files that went into the bundle. */
const INPUTS = join(CACHE, "inputs.json");

/** What decides how it is bundled. */
const OWN_PARTS = ["bundle", "lazy", "rules"].map((name) => `cli/launch/${name}.mjs`);

/** Bundles cli/main.ts unless the bundle is newer than every file that went into it. */
export async function bundleIfStale() {
  if (isFresh()) return;
  await withProgress("Bundling the command line", bundle);
}

function isFresh() {
  if (!existsSync(BUNDLE) || !existsSync(INPUTS)) return false;
  const built = statSync(BUNDLE).mtimeMs;
  const inputs = JSON.parse(readFileSync(INPUTS, "utf8"));
  return inputs.every((file) => {
    const stat = statSync(join(ROOT, file), { throwIfNoEntry: false });
    return stat !== undefined && stat.mtimeMs < built;
  });
}

async function bundle() {
  const { build } = await import("esbuild");
  mkdirSync(CACHE, { recursive: true });
  const fresh = `${BUNDLE}.${process.pid}`;
  const started = new Date();
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["cli/main.ts"],
    outfile: fresh,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    // Pulumi and our errors are told apart by class name in messages.
    keepNames: true,
    legalComments: "none",
    external: LAZY_EXTERNALS,
    plugins: [lazyModules, rulesInside],
    metafile: true,
    logLevel: "error",
  });
  const own = Object.keys(metafile.inputs).filter((file) => !/^(node_modules\/|lazy:)/.test(file));
  for (const name of readdirSync(CACHE))
    if (name.endsWith(CODE_SUFFIX)) rmSync(join(CACHE, name), { force: true });
  writeFileSync(INPUTS, JSON.stringify([...own, ...ruleFiles(), "package-lock.json", ...OWN_PARTS]));
  // A file that is saved while this runs may not be in it any more.
  utimesSync(fresh, started, started);
  renameSync(fresh, BUNDLE);
}
