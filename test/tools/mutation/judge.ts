import type { ParsePromql } from "../../../catalogue/promql/parse";
import type { Rule } from "../../../systems/plan";
import { findPin } from "../pins";
import { cutTo } from "./cut";
import { memoryOf, type Memory } from "./memory";
import { mutantsOf, type Mutant } from "./mutants";
import { fates, type Fate } from "./promtool";
import { nameOf, readSuite, type Suite } from "./suite";

/** One mutant and what became of it. */
export interface Judged {
  readonly file: string;
  readonly rule: string;
  readonly what: string;
  readonly fate: Exclude<Fate, "invalid">;
}

/** Mutants per process of promtool: enough that starting it does not count, few enough to keep two busy. */
const BATCH = 12;
const PROCESSES = 2;

interface Trial {
  readonly rule: Rule;
  readonly mutant: Mutant;
  readonly suite: Suite;
}

/**
 * Every mutant of every rule of a file against the tests of that rule.
 * @throws Error when the tests fail without any mutation, or a mutant is no valid rule: then nothing is proven
 */
export async function judgeMutants(file: string, parse: ParsePromql): Promise<readonly Judged[]> {
  const suite = readSuite(file);
  const memory = memoryOf(file, findPin("promtool")?.version ?? "");
  const cuts = suite.own.map((rule) => ({ rule, cut: cutTo(suite, rule, parse) }));
  await requireGreen(file, cuts, memory);
  const trials = cuts.flatMap(({ rule, cut }) =>
    mutantsOf(rule, parse).map((mutant) => ({ rule, mutant, suite: withMutant(cut, rule, mutant) })),
  );
  const known = await fatesOf(
    trials.map((trial) => trial.suite),
    memory,
  );
  memory.save();
  return trials.map((trial, index) => judged(file, trial, known[index]));
}

async function requireGreen(
  file: string,
  cuts: readonly { readonly rule: Rule; readonly cut: Suite }[],
  memory: Memory,
): Promise<void> {
  const found = await fatesOf(
    cuts.map(({ cut }) => cut),
    memory,
  );
  const red = cuts.filter((_, index) => found[index] !== "survived").map(({ rule }) => nameOf(rule));
  if (red.length > 0) throw new Error(`${file}: the tests fail without any mutation: ${red.join(", ")}`);
}

function judged(file: string, { rule, mutant }: Trial, fate: Fate | undefined): Judged {
  if (fate === undefined || fate === "invalid")
    throw new Error(`${file}: ${nameOf(rule)}: no valid rule: ${mutant.what}: ${mutant.rule.expr}`);
  return { file, rule: nameOf(rule), what: mutant.what, fate };
}

function withMutant(suite: Suite, rule: Rule, mutant: Mutant): Suite {
  const isIt = (one: Rule): boolean => nameOf(one) === nameOf(rule) && one.expr === rule.expr;
  return {
    ...suite,
    groups: suite.groups.map((group) => ({
      ...group,
      rules: group.rules.map((one) => (isIt(one) ? mutant.rule : one)),
    })),
  };
}

async function fatesOf(suites: readonly Suite[], memory: Memory): Promise<readonly (Fate | undefined)[]> {
  const found = suites.map((suite) => memory.fateOf(suite));
  const open = suites.flatMap((suite, index) => (found[index] === undefined ? [{ suite, index }] : []));
  const batches: (typeof open)[] = [];
  for (let at = 0; at < open.length; at += BATCH) batches.push(open.slice(at, at + BATCH));
  const work = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const results = await fates(batch.map(({ suite }) => suite));
      batch.forEach(({ suite, index }, at) => {
        const fate = results[at] ?? "invalid";
        found[index] = fate;
        memory.remember(suite, fate);
      });
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  return found;
}
