import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheRoot } from "../cache";
import type { Fate } from "./promtool";
import type { Suite } from "./suite";

/** Fates of suites that ran before, of one rule file: what did not change is not run again. */
export interface Memory {
  fateOf(suite: Suite): Fate | undefined;
  remember(suite: Suite, fate: Fate): void;
  /** Keeps what this run asked for, and forgets the rest. */
  save(): void;
}

/** @param version of promtool: another one may judge otherwise */
export function memoryOf(file: string, version: string): Memory {
  const path = join(cacheRoot(), "mutation", `${file.replaceAll("/", "_")}.json`);
  const before = readMemory(path);
  const used: Record<string, Fate> = {};
  const keyOf = ({ groups, head, tests }: Suite): string =>
    createHash("sha256")
      .update(JSON.stringify([version, groups, head, tests]))
      .digest("hex");
  return {
    fateOf(suite) {
      const key = keyOf(suite);
      const fate = before[key];
      if (fate !== undefined) used[key] = fate;
      return fate;
    },
    remember(suite, fate) {
      used[keyOf(suite)] = fate;
    },
    save() {
      mkdirSync(dirname(path), { recursive: true });
      const fresh = `${path}.${process.pid}`;
      writeFileSync(fresh, JSON.stringify(used));
      renameSync(fresh, path);
    },
  };
}

function readMemory(path: string): Readonly<Record<string, Fate>> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, Fate>;
  } catch {
    // Not there yet, or cut off by a full disk: everything is run anew.
    return {};
  }
}
