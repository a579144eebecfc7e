import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { projectRoot } from "../../config/root";
import type { Problem } from "./problems";

/** Reads files of the project, each once. */
export interface ProjectFiles {
  readonly root: string;
  /** The text, or the problem that keeps it from being read. `path` is relative to the project. */
  read(path: string): string | Problem;
  exists(path: string): boolean;
}

export function projectFiles(root = projectRoot()): ProjectFiles {
  const texts = new Map<string, string | Problem>();
  return {
    root,
    exists: (path) => existsSync(join(root, path)),
    read(path) {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = readProjectFile(root, path);
      texts.set(path, text);
      return text;
    },
  };
}

function readProjectFile(root: string, path: string): string | Problem {
  const full = resolve(root, path);
  const inside = relative(root, full);
  if (isAbsolute(path) || inside.startsWith("..")) {
    const fix = "copy the file into the project and name it relative to Pulumi.yaml";
    return { at: path, reason: "is outside the project", fix };
  }
  try {
    return readFileSync(full, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT")
      return { at: path, reason: "no such file", fix: "paths are relative to Pulumi.yaml" };
    if (code === "EISDIR") return { at: path, reason: "is a folder", fix: "name one file" };
    return { at: path, reason: `cannot be read (${code})`, fix: "check its permissions" };
  }
}
