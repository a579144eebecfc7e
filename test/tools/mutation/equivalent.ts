import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "../../../config/root";
import type { Judged } from "./judge";

/** Mutants that no test can kill, since the rule means the same with them. */
export interface Equivalent {
  readonly file: string;
  readonly rule: string;
  /** The mutants' whole descriptions, as the gate prints them. */
  readonly mutants: readonly string[];
  readonly reason: string;
}

export interface Score {
  readonly killed: number;
  readonly counted: number;
  readonly survivors: readonly Judged[];
  /** Entries of the list that name no mutant that lives, name one twice, or give no reason. */
  readonly stale: readonly string[];
}

export function readEquivalents(root = projectRoot()): readonly Equivalent[] {
  return parse(
    readFileSync(join(root, "test/tools/mutation/equivalent.yaml"), "utf8"),
  ) as readonly Equivalent[];
}

/** The share of killed mutants, without those that are named as equivalent; a name that excuses nothing is a mistake. */
export function scoreOf(judged: readonly Judged[], equivalents: readonly Equivalent[]): Score {
  const excused = new Set(equivalents.flatMap(namesIn));
  const alive = judged.filter(({ fate }) => fate === "survived");
  const survivors = alive.filter((one) => !excused.has(nameOf(one)));
  const killed = judged.length - alive.length;
  return { killed, counted: killed + survivors.length, survivors, stale: staleIn(judged, equivalents) };
}

function nameOf({ file, rule, what }: Pick<Judged, "file" | "rule" | "what">): string {
  return `${file}: ${rule}: ${what}`;
}

function namesIn({ file, rule, mutants }: Equivalent): readonly string[] {
  return mutants.map((what) => nameOf({ file, rule, what }));
}

function staleIn(judged: readonly Judged[], equivalents: readonly Equivalent[]): readonly string[] {
  const fates = new Map(judged.map((one) => [nameOf(one), one.fate]));
  const seen = new Set<string>();
  const mistake = (name: string): readonly string[] => {
    const fate = fates.get(name);
    const twice = seen.has(name);
    seen.add(name);
    if (fate === undefined) return [`no such mutant: ${name}`];
    if (fate === "killed") return [`a test kills it: ${name}`];
    return twice ? [`named twice: ${name}`] : [];
  };
  return equivalents.flatMap((one) => [
    ...(one.reason.length < 20 ? [`${one.file}: ${one.rule}: gives no reason`] : []),
    ...namesIn(one).flatMap(mistake),
  ]);
}
