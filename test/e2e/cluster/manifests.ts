import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "./api";

/** Kubernetes objects out of YAML text with any number of documents. */
export function parseObjects(text: string): readonly KubeObject[] {
  return parseAllDocuments(text)
    .map((document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS() as KubeObject | null;
    })
    .filter((object): object is KubeObject => object !== null);
}

/** Every object in the YAML files of a folder and the folders below it, in the order of their paths. */
export function readObjects(folder: string): readonly KubeObject[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return readObjects(path);
      return /\.ya?ml$/.test(entry.name) ? parseObjects(readFileSync(path, "utf8")) : [];
    });
}

/** The images of every pod that the objects describe, sorted. */
export function imagesOf(objects: readonly KubeObject[]): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (/^(initC|c|ephemeralC)ontainers$/.test(key) && Array.isArray(inner)) addImages(inner, found);
        visit(inner);
      }
    }
  };
  objects.forEach(visit);
  return [...found].sort();
}

function addImages(containers: readonly unknown[], found: Set<string>): void {
  for (const container of containers) {
    if (typeof container !== "object" || container === null || !("image" in container)) continue;
    if (typeof container.image === "string") found.add(container.image);
  }
}
