import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { ROOT } from "./paths.mjs";

/** Our own rule files, relative to the project; without their tests. */
export function ruleFiles() {
  return readdirSync(join(ROOT, "rules"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.yaml$/.test(entry.name))
    .map(({ parentPath, name }) => relative(ROOT, join(parentPath, name)).split(sep).join("/"))
    .sort();
}

/**
 * Parses our rule files once, when the command line is bundled, with the very function that parses them otherwise: a sixth
 * of a render went into that. Files with problems are left out, so that the command says them.
 */
export async function preparedRules() {
  const { parseRules, checksum } = await parser();
  return Object.fromEntries(
    ruleFiles().flatMap((file) => {
      const text = readFileSync(join(ROOT, file), "utf8").replace(/^\uFEFF/, "");
      const { groups, lines, problems } = parseRules(file, text);
      if (problems.length > 0) return [];
      return [[file, { checksum: checksum(text), json: JSON.stringify({ groups, lines: [...lines] }) }]];
    }),
  );
}

/** The parser out of its TypeScript sources. */
async function parser() {
  const { build } = await import("esbuild");
  const contents = [
    'export { parseRules } from "./systems/load/rules";',
    'export { checksum } from "./base/serialise";',
  ].join("\n");
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    stdin: { contents, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    write: false,
    logLevel: "error",
  });
  const module = { exports: {} };
  new Function("module", "exports", "require", outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}

export const rulesInside = {
  name: "prepared-rules",
  setup(build) {
    build.onLoad({ filter: /systems[\\/]load[\\/]prepared-rules\.ts$/ }, async () => ({
      contents: `export const PREPARED_RULES = ${JSON.stringify(await preparedRules())};`,
      loader: "js",
    }));
  },
};
