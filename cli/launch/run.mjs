import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";
import { BUNDLE, codeCacheFile } from "./bundle.mjs";

/**
 * Runs the bundle with V8's cached code: half of a command's time would otherwise go into compiling the SDKs again. Node's
 * own compile cache (22 and newer) stores only what ran at load; this one is taken after the command, functions included.
 */
export async function runBundle(argv) {
  // Pulumi takes a stack trace for every promise it makes, a seventh of a render; VIGIE_TRACE=1 keeps them.
  if (process.env.VIGIE_TRACE === undefined) Error.stackTraceLimit = 0;
  const cacheFile = codeCacheFile(argv[0] ?? "help");
  const cachedData = existsSync(cacheFile) ? readFileSync(cacheFile) : undefined;
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(BUNDLE, "utf8")}\n})`;
  const script = new Script(source, { filename: BUNDLE, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  const require = createRequire(BUNDLE);
  script.runInThisContext()(module.exports, require, module, BUNDLE, dirname(BUNDLE));
  const code = await module.exports.main(argv);
  if (cachedData === undefined || script.cachedDataRejected) saveCode(script, cacheFile);
  return code;
}

function saveCode(script, cacheFile) {
  try {
    const fresh = `${cacheFile}.${process.pid}`;
    writeFileSync(fresh, script.createCachedData());
    renameSync(fresh, cacheFile);
  } catch {
    // A read-only node_modules costs time, nothing else.
  }
}
