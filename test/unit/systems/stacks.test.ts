import { describe, expect, test } from "@jest/globals";
import { loadFromFile } from "../../../config/from-file";
import { buildPlan } from "../../../systems";
import type { RuleFile } from "../../../systems/plan";

const PLANS = ["dev", "staging", "production"].map(
  (stack) => [stack, buildPlan(loadFromFile(stack).settings)] as const,
);

function alertNames(files: readonly RuleFile[]): string[] {
  return files.flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : []))),
  );
}

describe("the plans of the stack files", () => {
  test.each(PLANS)("%s: names of jobs, alerts, files and dashboards are unique", (_stack, plan) => {
    for (const names of [
      plan.systems.flatMap(({ scrapes }) => scrapes.map(({ job }) => job)),
      [...plan.ruleFiles, ...plan.lokiRuleFiles].flatMap((file) =>
        alertNames([file]).map((alert) => `${file.system}/${alert}`),
      ),
      plan.ruleFiles.map(({ fileName }) => fileName),
      plan.dashboards.map(({ uid }) => uid),
    ]) {
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
      expect(names.length).toBeGreaterThan(0);
    }
  });

  test.each(PLANS)("%s: every alert carries a severity and a system", (_stack, { ruleFiles }) => {
    const rules = ruleFiles.flatMap(({ groups }) => groups.flatMap((group) => group.rules));
    for (const rule of rules) {
      expect(rule.labels?.system).toBeTruthy();
      if ("alert" in rule)
        expect(rule.labels?.severity).toMatch(/^(critical|warning|performance|info|none)$/);
    }
  });

  test.each(PLANS)("%s: the plan holds no secret value and is the same twice", (stack, plan) => {
    const again = buildPlan(loadFromFile(stack).settings);
    expect(JSON.stringify(again)).toBe(JSON.stringify(plan));
  });

  test("staging and production watch Gauzian whole: alerts and both exporters", () => {
    for (const [stack, plan] of PLANS.filter(([name]) => name !== "dev")) {
      const databases = plan.systems.flatMap((system) => system.databases.map(({ name }) => name));
      expect({ stack, databases }).toEqual({
        stack,
        databases: expect.arrayContaining(["gauzian-postgres", "gauzian-redis"]),
      });
      expect(alertNames(plan.ruleFiles)).toContain("GauzianHttpSuccessRateLow");
    }
  });

  test("dev shows a product that no line of TypeScript knows", () => {
    const [, dev] = PLANS[0] ?? [];
    const shop = dev?.systems.find(({ name }) => name === "shop");
    expect(shop?.title).toBe("Shop");
    expect(alertNames(dev?.ruleFiles.filter(({ system }) => system === "shop") ?? [])).toContain(
      "ShopOrdersFailing",
    );
    expect(dev?.dashboards.find(({ system }) => system === "shop")?.folder).toBe("Shop");
  });
});
