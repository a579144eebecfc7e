import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GoSource } from "./pin";

/** The parts of a module's own go.mod that a program built outside of that module has to repeat. */
export interface ModuleFile {
  /** Go language version of the module. */
  readonly go: string;
  readonly replaces: readonly ModuleReplace[];
  readonly excludes: readonly string[];
}

export interface ModuleReplace {
  readonly from: string;
  /** Empty for every version. */
  readonly fromVersion: string;
  readonly to: string;
  /** Empty when the replacement is a folder. */
  readonly toVersion: string;
}

/** Reads a go.mod text: both the one-line and the block form of `replace` and `exclude`. */
export function parseModuleFile(text: string): ModuleFile {
  let go = "1.21";
  let block = "";
  const replaces: ModuleReplace[] = [];
  const excludes: string[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.replace(/\/\/.*$/, "").trim();
    if (line === "") continue;
    if (line === ")") {
      block = "";
      continue;
    }
    const opening = /^(\w+)\s*\($/.exec(line);
    if (opening) {
      block = opening[1] ?? "";
      continue;
    }
    const words = line.split(/\s+/);
    const verb = block || (words.shift() ?? "");
    if (verb === "go") go = words[0] ?? go;
    if (verb === "exclude") excludes.push(words.join(" "));
    if (verb === "replace") replaces.push(parseReplace(words));
  }
  return { go, replaces, excludes };
}

function parseReplace(words: readonly string[]): ModuleReplace {
  const arrow = words.indexOf("=>");
  const [from = "", fromVersion = ""] = words.slice(0, arrow);
  const [to = "", toVersion = ""] = words.slice(arrow + 1);
  return { from, fromVersion, to, toVersion };
}

/**
 * The go.mod of the small project that compiles `source` at `version`: exact requirements, and the module's own
 * `replace` and `exclude` lines repeated, because Go honours those of the main module only
 * (https://go.dev/ref/mod#go-mod-file-replace).
 */
export function projectModuleFile(source: GoSource, version: string, own: ModuleFile): string {
  const requires = { [source.module]: version, ...source.requires };
  const replaces = own.replaces.flatMap((replace) => repeatable(replace, source.stagingVersion));
  return [
    "module vigie.invalid/tool",
    "",
    `go ${own.go}`,
    "",
    ...Object.entries(requires).map(([path, exact]) => `require ${path} ${exact}`),
    ...replaces.map((line) => `replace ${line}`),
    ...(source.replaces ?? []).map((line) => `replace ${line}`),
    ...own.excludes.map((line) => `exclude ${line}`),
    "",
  ].join("\n");
}

/** A replacement by a folder of the module's own repository cannot be repeated: only a published version can stand for it. */
function repeatable(replace: ModuleReplace, stagingVersion: string | undefined): readonly string[] {
  const from = [replace.from, replace.fromVersion].filter(Boolean).join(" ");
  if (replace.toVersion !== "") return [`${from} => ${replace.to} ${replace.toVersion}`];
  if (stagingVersion !== undefined && replace.to.startsWith("./staging/"))
    return [`${from} => ${replace.from} ${stagingVersion}`];
  return [];
}

export function readModuleFile(moduleFolder: string): ModuleFile {
  return parseModuleFile(readFileSync(join(moduleFolder, "go.mod"), "utf8"));
}
