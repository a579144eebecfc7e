import { describe, expect, test } from "@jest/globals";
import { sentence } from "../../../config/problem";
import { SLO_RULES } from "../../../config/rules/slos";
import type { StackFile } from "../../../config/schema";
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

  test("that are left out are named in a warning, each and no other", () => {
    const said = (more: Partial<StackFile>) =>
      SLO_RULES.flatMap(({ check }) => check(planOf(more).settings)).map(sentence);
    expect(said(WITH_PRODUCTS)).toEqual([]);
    expect(said({ ...WITH_PRODUCTS, prometheus: { retention: { time: "15d" } } })).toEqual([
      'vigie:prometheus.retention.time: is "15d": the objectives of crm, gauzian, huntaze, tumulte are counted over 30d ' +
        "and left out, with their alerts and dashboards; keep at least 30d where they matter",
    ]);
    // As the stack file names them, and as their systems are called.
    expect([...new Set(OWNERS.map(({ name }) => name))].sort()).toEqual([
      "crm-tpm-finance",
      "gauzian",
      "huntaze",
      "tumulte",
    ]);
    const silent = {
      systems: { gauzian: { alerts: false }, deploymentSystem: WITH_PRODUCTS.systems?.deploymentSystem },
    };
    expect(said({ ...silent, prometheus: { retention: { time: "3d" } } })).toEqual([]);
  });
});
