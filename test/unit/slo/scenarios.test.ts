import { describe, expect, test } from "@jest/globals";
import { sloGroups } from "../../../rules/slo";
import { sloScenarios } from "../../../rules/slo/scenarios";
import { OBJECTIVES, SHOP } from "./objectives";
import { runScenarios } from "./promtool";

const NAMED = OBJECTIVES.map((slo) => [slo.name, slo] as const);
const FIVE = ["absent", "firing", "healthy", "just under", "recovered"];

describe("every alert of an objective in five scenarios", () => {
  test.each(NAMED)("%s: none is missing", (_name, slo) => {
    const all = sloScenarios(SHOP, slo);
    const alerts = sloGroups(SHOP, slo).flatMap(({ rules }) =>
      rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])),
    );
    expect(all.map(({ alert }) => alert)).toEqual(alerts);
    for (const { alert, scenarios } of all) {
      const kinds = scenarios.flatMap(({ alert_rule_test: assertions }) =>
        assertions.map((one) => one.scenario),
      );
      expect({ alert, kinds: [...new Set(kinds)].sort() }).toEqual({ alert, kinds: FIVE });
    }
  });

  test.each(NAMED)(
    "%s: promtool agrees",
    async (_name, slo) => {
      const { ok, output } = await runScenarios(SHOP, slo);
      expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
    },
    180_000,
  );
});
