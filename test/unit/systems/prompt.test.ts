import { expect, test } from "@jest/globals";
import type { RuleGroup } from "../../../systems/plan";
import { planOf, WITH_GAUZIAN } from "./plans";

/** Generated objectives have intervals of their own: the longer the window, the rarer (docs/slo.md). */
const groups: readonly RuleGroup[] = planOf(WITH_GAUZIAN)
  .ruleFiles.filter(({ fileName }) => !fileName.endsWith("-slo-generated.yaml"))
  .flatMap((file) => file.groups);

function tellsOfSomethingDown({ rules }: RuleGroup): boolean {
  return rules.some((rule) => "alert" in rule && rule.alert.endsWith("Down"));
}

test("a group that tells of something down is evaluated every 5 seconds, every other as often as the stack says", () => {
  const down = groups.filter(tellsOfSomethingDown);
  const others = groups.filter((group) => !tellsOfSomethingDown(group));
  expect(down.length).toBeGreaterThan(5);
  expect(new Set(down.map(({ interval }) => interval))).toEqual(new Set(["5s"]));
  expect(new Set(others.map(({ interval }) => interval))).toEqual(new Set([undefined]));
});
