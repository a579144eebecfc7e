import { describe, expect, test } from "@jest/globals";
import { sloScenarios } from "../../../rules/slo/scenarios";
import { planOf, WITH_PRODUCTS } from "../systems/plans";
import { runScenarios } from "./promtool";

const OWNERS = planOf(WITH_PRODUCTS).systems.filter(({ slos = [] }) => slos.length > 0);
const NAMED = OWNERS.flatMap((owner) =>
  (owner.slos ?? []).map(({ slo }) => [`${owner.name}/${slo.name}`, owner, slo] as const),
);

describe("the objectives of the products", () => {
  test("are Huntaze's four and one of each web application", () => {
    expect(NAMED.map(([name]) => name).sort()).toEqual([
      "crm-tpm-finance/availability",
      "gauzian/availability",
      "huntaze/availability",
      "huntaze/error-rate",
      "huntaze/latency",
      "huntaze/throughput",
      "tumulte/availability",
    ]);
  });

  test("have five scenarios for each of their alerts", () => {
    const scenarios = NAMED.flatMap(([, owner, slo]) => sloScenarios(owner, slo));
    expect(scenarios).toHaveLength(3 * 6 + 4 * 7);
    for (const { alert, scenarios: own } of scenarios) {
      const kinds = new Set(
        own.flatMap(({ alert_rule_test: assertions }) => assertions.map((one) => one.scenario)),
      );
      expect({ alert, kinds: kinds.size }).toEqual({ alert, kinds: 5 });
    }
  });

  test.each(NAMED)(
    "%s: promtool agrees",
    async (_name, owner, slo) => {
      const { ok, output } = await runScenarios(owner, slo);
      expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
    },
    180_000,
  );

  test("are not installed where Prometheus forgets before their period ends", () => {
    const short = planOf({ ...WITH_PRODUCTS, prometheus: { retention: { time: "15d" } } });
    expect(short.systems.flatMap(({ slos = [] }) => slos)).toEqual([]);
    expect(short.dashboards.filter(({ uid }) => uid.startsWith("slo-"))).toEqual([]);
  });
});
