import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";

const ROOT = join(__dirname, "../..");
/** From the lowest to the highest: each may use those before it. docs/architecture.md shows the same. */
const ROOMS = [
  "config",
  "base",
  "rules",
  "dashboards",
  "systems",
  "components",
  "catalogue",
  "tools",
  "cli",
  "test",
];

type Imports = ReadonlyMap<string, readonly string[]>;

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .map((file) => join(folder, file));
}

/** What each file imports of the project, types too: a circle of types is a circle. */
function projectImports(): Imports {
  const folders = ROOMS.filter((room) => room !== "tools" && existsSync(join(ROOT, room)));
  return new Map(folders.flatMap(sources).map((file) => [file, importsOf(file)]));
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, file), "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .flatMap((name) => {
      const base = resolve(ROOT, dirname(file), name.replace(/\.js$/, ""));
      const found = [`${base}.ts`, `${base}/index.ts`, base].find(
        (path) => /\.\w+$/.test(path) && existsSync(path),
      );
      return found === undefined ? [] : [relative(ROOT, found)];
    });
}

function reached(imports: Imports, from: readonly string[]): Set<string> {
  const seen = new Set(from);
  for (const file of seen) for (const next of imports.get(file) ?? []) seen.add(next);
  return seen;
}

/** The first folder; what the commands use of test/tools (the pinned programs) is a room of its own. */
function roomsOf(imports: Imports): (file: string) => string {
  const commands = [...imports.keys()].filter((file) => file.startsWith("cli/"));
  const tools = new Set([...reached(imports, commands)].filter((file) => file.startsWith("test/")));
  return (file) => (tools.has(file) ? "tools" : (file.split("/")[0] ?? file));
}

/** `file -> file` wherever a room uses one that stands above it. */
function upward(imports: Imports): string[] {
  const roomOf = roomsOf(imports);
  const height = (file: string) => ROOMS.indexOf(roomOf(file));
  return [...imports].flatMap(([file, used]) =>
    used.filter((other) => height(other) > height(file)).map((other) => `${file} -> ${other}`),
  );
}

/** Each file that reaches itself, with the import that begins the way back. */
function circles(imports: Imports): string[] {
  return [...imports].flatMap(([file, used]) =>
    used.filter((other) => reached(imports, [other]).has(file)).map((other) => `${file} -> ${other}`),
  );
}

describe("imports", () => {
  const imports = projectImports();

  it("are all seen: the program reaches every room below it", () => {
    const roomOf = roomsOf(imports);
    const rooms = new Set([...reached(imports, ["cli/main.ts"])].map(roomOf));
    expect(
      ["config", "base", "dashboards", "systems", "components", "tools"].filter((room) => !rooms.has(room)),
    ).toEqual([]);
  });

  it("lead from a room to those below it, never back", () => {
    expect(upward(imports)).toEqual([]);
  });

  it("never lead back to the file they start from", () => {
    expect(circles(imports)).toEqual([]);
  });

  it("would be refused: a room that uses one above it, and a circle of two files", () => {
    const wrong = new Map([
      ["systems/a.ts", ["components/b.ts"]],
      ["components/b.ts", ["components/c.ts"]],
      ["components/c.ts", ["components/b.ts"]],
    ]);
    expect(upward(wrong)).toEqual(["systems/a.ts -> components/b.ts"]);
    expect(circles(wrong)).toEqual([
      "components/b.ts -> components/c.ts",
      "components/c.ts -> components/b.ts",
    ]);
  });
});
