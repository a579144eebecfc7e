import { beforeAll, describe, expect, test } from "@jest/globals";
import { promqlParser, type ParsePromql } from "../../../catalogue/promql/parse";
import type { Slo } from "../../../rules/slo";
import { memoryOf } from "../../tools/mutation/memory";
import { mutantsOf } from "../../tools/mutation/mutants";
import { fates, type Fate } from "../../tools/mutation/promtool";
import type { Suite } from "../../tools/mutation/suite";
import { findPin } from "../../tools/pins";
import { edgeSuites, type EdgeSuite } from "./edges";
import { OBJECTIVES, SHOP } from "./objectives";

/** Many runs of promtool the first time; what did not change is not run again. */
const COLD = 1_200_000;

const [AVAILABILITY] = OBJECTIVES as readonly [Slo, ...Slo[]];

/** Of series that are matched on every label with one that still names the objective. */
const EQUIVALENT = ' without sloth_id="shop-availability"';

let parse: ParsePromql;

beforeAll(async () => {
  parse = await promqlParser();
});

async function fatesOf(suites: readonly Suite[]): Promise<readonly (Fate | undefined)[]> {
  const memory = memoryOf("objectives", findPin("promtool")?.version ?? "");
  const known = suites.map((suite) => memory.fateOf(suite));
  const open = suites.filter((_, index) => known[index] === undefined);
  const half = Math.ceil(open.length / 2);
  const halves = [open.slice(0, half), open.slice(half)].filter(({ length }) => length > 0);
  const found = (await Promise.all(halves.map(fates))).flat();
  open.forEach((suite, index) => {
    memory.remember(suite, found[index] ?? "invalid");
  });
  memory.save();
  return suites.map((suite) => memory.fateOf(suite) ?? found[open.indexOf(suite)]);
}

interface Trial {
  readonly name: string;
  /** One for each variant of the same alert: noticed by any is noticed. */
  readonly suites: readonly Suite[];
}

function trialsOf(variants: readonly EdgeSuite[]): readonly Trial[] {
  const byVariant = variants.map(({ rule, suite }) =>
    mutantsOf(rule, parse).map(({ what, rule: wrong }) => ({
      what,
      suite: { ...suite, groups: suite.groups.map((group) => ({ ...group, rules: [wrong] })) },
    })),
  );
  const [first = []] = byVariant;
  return first.map(({ what }, index) => ({
    name: `${variants[0]?.rule.alert ?? ""}: ${what}`,
    // The further ones take long, and are about windows.
    suites: (/^\w+ becomes \w+ in .*\]$/.test(what) ? byVariant : [first]).flatMap(
      (mutants) => mutants[index]?.suite ?? [],
    ),
  }));
}

describe("the alerts of an objective at their edges", () => {
  test(
    "are silent below and fire above each",
    async () => {
      const suites = edgeSuites(SHOP, AVAILABILITY).flatMap((variants) => variants);
      expect(suites).toHaveLength(6);
      const found = await fates(suites.map(({ suite }) => suite));
      expect(suites.map(({ rule }, index) => [rule.alert, found[index]])).toEqual(
        suites.map(({ rule }) => [rule.alert, "survived"]),
      );
    },
    COLD,
  );

  test(
    "notice every slip in them",
    async () => {
      // Trend is written as Slow is, over three days instead of one: its slips would be the same, and take ten minutes.
      const written = edgeSuites(SHOP, AVAILABILITY).filter(
        ([variant]) => variant?.rule.alert.endsWith("Trend") !== true,
      );
      const trials = written.flatMap(trialsOf);
      const found = await fatesOf(trials.flatMap(({ suites }) => suites));
      const queue = [...found];
      const alive = trials.filter(({ suites }) => !queue.splice(0, suites.length).includes("killed"));
      const equivalent = alive.filter(({ name }) => name.includes(EQUIVALENT));
      const survivors = alive.filter((one) => !equivalent.includes(one));
      const counted = trials.length - equivalent.length;
      process.stdout.write(
        `mutation of objectives: ${counted - survivors.length} of ${counted} mutants killed, ${equivalent.length} equivalent\n`,
      );
      expect(survivors.map(({ name }) => name)).toEqual([]);
    },
    COLD,
  );
});
