import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Evaluated } from "../program/evaluate";
import { renderedFiles } from "../render/files";
import { configFiles } from "./config-files";

/** A rendered stack on disk, laid out as the pinned tools read it. */
export interface ToolFiles {
  /** Folder of all of them. */
  readonly folder: string;
  /** Path of each configuration file, by the name that its program reads it under. */
  readonly configs: ReadonlyMap<string, string>;
  /** Prometheus rule files. */
  readonly rules: readonly string[];
  /** Rule files of Loki's ruler. */
  readonly lokiRules: readonly string[];
  /** Dashboards that the program builds. Those of the user's own files follow the user's own rules. */
  readonly dashboards: readonly string[];
  /** Folder with one complete Kubernetes object per file. */
  readonly objects: string;
  /** Folder with one patch of somebody else's object per file; undefined when there is none. */
  readonly patches: string | undefined;
}

/** Writes into the empty `folder` what the stack's programs and the cluster will be given, secrets redacted. */
export function writeToolFiles({ resources, plan }: Evaluated, folder: string): ToolFiles {
  const { byName, rules, lokiRules } = configFiles(resources);
  const rendered = [...renderedFiles(resources)];
  // A patch is no complete object: its schema is that of the object it changes.
  const isPatchFile = ([name]: readonly [string, string]): boolean => name.startsWith("patch-");
  const patches = rendered.filter(isPatchFile);
  const write = (name: string, files: Iterable<readonly [string, string]>): string[] =>
    writeFiles(join(folder, name), files);
  const configs = [...byName.keys()];
  const paths = write("configs", byName);
  write(
    "objects",
    rendered.filter((file) => !isPatchFile(file)),
  );
  write("patches", patches);
  return {
    folder,
    configs: new Map(paths.map((path, index) => [configs[index] ?? path, path])),
    rules: write("rules", rules),
    lokiRules: write("loki-rules", lokiRules),
    dashboards: write(
      "dashboards",
      plan.dashboards.flatMap(({ uid, json, file }) =>
        file === undefined ? [[`${uid}.json`, json] as const] : [],
      ),
    ),
    objects: join(folder, "objects"),
    patches: patches.length === 0 ? undefined : join(folder, "patches"),
  };
}

function writeFiles(folder: string, files: Iterable<readonly [string, string]>): string[] {
  mkdirSync(folder);
  return [...files].map(([name, text]) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  });
}
