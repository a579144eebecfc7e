import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "../../../config/root";
import type { Judged } from "./judge";

/** Mutants that no test can kill, since the rule means the same with them. */
export interface Equivalent {
  readonly file: string;
  readonly rule: string;
  /** Ends of the mutants' descriptions. */
  readonly mutants: readonly string[];
  readonly reason: string;
}

export interface Score {
  readonly killed: number;
  readonly counted: number;
  readonly survivors: readonly Judged[];
  /** Entries of the list that name no mutant that lives, or give no reason. */
  readonly stale: readonly string[];
}

export function readEquivalents(root = projectRoot()): readonly Equivalent[] {
  return parse(
    readFileSync(join(root, "test/tools/mutation/equivalent.yaml"), "utf8"),
  ) as readonly Equivalent[];
}

/** The share of killed mutants, without those that are named as equivalent; a name that excuses nothing is a mistake. */
export function scoreOf(judged: readonly Judged[], equivalents: readonly Equivalent[]): Score {
  const alive = judged.filter(({ fate }) => fate === "survived");
  const excuses = (one: Judged, { file, rule, mutants }: Equivalent): boolean =>
    one.file === file && one.rule === rule && mutants.some((what) => one.what.endsWith(what));
  const survivors = alive.filter((one) => !equivalents.some((equivalent) => excuses(one, equivalent)));
  const killed = judged.length - alive.length;
  return { killed, counted: killed + survivors.length, survivors, stale: staleIn(alive, equivalents) };
}

function staleIn(alive: readonly Judged[], equivalents: readonly Equivalent[]): readonly string[] {
  return equivalents.flatMap(({ file, rule, mutants, reason }) => [
    ...(reason.length < 20 ? [`${file}: ${rule}: gives no reason`] : []),
    ...mutants
      .filter(
        (what) => !alive.some((one) => one.file === file && one.rule === rule && one.what.endsWith(what)),
      )
      .map((what) => `${file}: ${rule}: no such mutant lives: ${what}`),
  ]);
}
