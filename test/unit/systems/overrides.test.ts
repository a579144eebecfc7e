import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { explainRoute } from "../../../components/alertmanager";
import type { StackFile } from "../../../config/schema";
import { alerting } from "../../../config/schema/alerting";
import { finalComparison, withThreshold } from "../../../systems/load/comparison";
import { changed, readChanges } from "../../../systems/load/overrides";
import { formatProblem } from "../../../systems/load/problems";
import { retold, strayNumbers } from "../../../systems/load/threshold-text";
import { finalThreshold } from "../../../systems/load/threshold";
import type { AlertRule, Plan } from "../../../systems/plan";
import { ALERTS, nameOf, ROOT } from "../rules/files";
import { dashboardsOf, panelsOf, planOf, WITH_GAUZIAN } from "./plans";

type Overrides = NonNullable<NonNullable<StackFile["alerting"]>["overrides"]>;

function planWith(overrides: Overrides): Plan {
  return planOf({ ...WITH_GAUZIAN, alerting: { overrides } });
}

function alertOf({ ruleFiles }: Plan, system: string, name: string): AlertRule | undefined {
  return ruleFiles
    .filter((file) => file.system === system)
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .find((rule): rule is AlertRule => "alert" in rule && rule.alert === name);
}

describe("what a stack changes about an alert", () => {
  const plan = planWith({
    "gauzian/GauzianHttpSuccessRateLow": { threshold: 97.5, for: "10m", severity: "performance" },
    GauzianHttpLatencyHigh: { for: "0s" },
    GauzianMinioDown: { enabled: false },
  });

  test("the query's final number, the wait, the severity and what the text says", () => {
    const before = alertOf(planWith({}), "gauzian", "GauzianHttpSuccessRateLow");
    expect(alertOf(plan, "gauzian", "GauzianHttpSuccessRateLow")).toEqual({
      ...before,
      expr: before?.expr.replace(/ 95$/, " 97.5"),
      for: "10m",
      labels: { ...before?.labels, severity: "performance" },
      annotations: {
        ...before?.annotations,
        description: before?.annotations?.description?.replace("below 95 %", "below 97.5 %"),
      },
    });
  });

  test("the line of the panel", () => {
    const [panel] = dashboardsOf(plan)
      .filter(({ uid }) => uid === "gauzian-overview")
      .flatMap(panelsOf)
      .filter(({ title }) => title === "Taux de Succès");
    const lines = panel?.fieldConfig?.defaults.thresholds.steps.map(({ value }) => value);
    expect(lines).toEqual([null, 97.5, 99]);
    expect(panel?.description).toContain("97.5 %");
  });

  test("the runbook that is served", () => {
    const page = (more: Plan) =>
      dashboardsOf(more)
        .filter(({ uid }) => uid === "runbooks-gauzian")
        .flatMap(panelsOf)
        .filter(({ title }) => title === "GauzianHttpSuccessRateLow")
        .map((panel) => JSON.stringify(panel))
        .join();
    expect(page(planWith({}))).toMatch(/Severity: critical\..*Fewer than 95 %/);
    expect(page(plan)).toMatch(/Severity: performance\..*Fewer than 97\.5 %/);
    expect(page(plan)).not.toContain("95 %");
  });

  test("the routes", () => {
    const { labels = {} } = alertOf(plan, "gauzian", "GauzianHttpSuccessRateLow") ?? {};
    const settings = planOf({
      alerting: {
        receivers: { late: { type: "slack", webhookUrl: { fromConfig: "hook" } } },
        routes: [{ receiver: "late", severities: ["performance"] }],
      },
    }).settings;
    expect(explainRoute(settings, labels)).toEqual(["late"]);
  });

  test("no wait at all, and no alert at all", () => {
    expect(alertOf(plan, "gauzian", "GauzianHttpLatencyHigh")).not.toHaveProperty("for");
    expect(alertOf(plan, "gauzian", "GauzianMinioDown")).toBeUndefined();
    expect(alertOf(plan, "gauzian", "GauzianBackendDown")).toEqual(
      alertOf(planWith({}), "gauzian", "GauzianBackendDown"),
    );
  });
});

describe("what cannot be changed", () => {
  const known = [
    { system: "shop", alert: "Slow" },
    { system: "bank", alert: "Slow" },
    { system: "bank", alert: "Broke" },
  ];
  const told = (overrides: Overrides, disabledAlerts: string[] = []) => {
    const { overrides: full } = alerting.parse({ overrides });
    return readChanges({ disabledAlerts, overrides: full }, known).problems.map(formatProblem);
  };

  test("an alert that does not exist, that two systems have, or that is named twice", () => {
    expect(told({ "shop/Slow": { threshold: 1 }, Broke: { for: "1m" } })).toEqual([]);
    expect(told({ "shop/Slwo": { threshold: 1 }, Brok: {}, Slow: {}, "bank/Broke": {}, Broke: {} })).toEqual([
      'vigie:alerting.overrides["shop/Slwo"]: no alert "shop/Slwo" in this stack; did you mean "shop/Slow"?',
      'vigie:alerting.overrides["Brok"]: no alert "Brok" in this stack; did you mean "Broke"?',
      'vigie:alerting.overrides["Slow"]: alert "Slow" exists in 2 systems; write "shop/Slow" or "bank/Slow"',
      'vigie:alerting.overrides["Broke"]: is bank/Broke, as vigie:alerting.overrides["bank/Broke"] is; name it once',
    ]);
    expect(told({ Broke: {} }, ["Broke"])).toEqual([
      'vigie:alerting.overrides["Broke"]: is bank/Broke, as vigie:alerting.disabledAlerts[0] is; name it once',
    ]);
  });

  test("the threshold of an alert that compares with none", () => {
    expect(() => planWith({ GauzianBackendDown: { threshold: 3 } })).toThrow(
      'vigie:alerting.overrides["GauzianBackendDown"].threshold: alert GauzianBackendDown does not end in a comparison ' +
        "with a number; remove threshold, or disable the alert and write your own",
    );
  });
});

describe("the comparison that a query ends in", () => {
  test.each([
    ["up == 0", "promql", "up == 9"],
    ["a > 1 and b > 5 # c > 3", "promql", "a > 1 and b > 9 # c > 3"],
    ["a unless b >= bool -0.5\n", "promql", "a unless b >= bool 9\n"],
    ["sum(a) / on (x) group_left b < 5e3", "promql", "sum(a) / on (x) group_left b < 9"],
    ['count({a="> 3"} > 1) != .5', "promql", 'count({a="> 3"} > 1) != 9'],
    ["(a > 5)", "promql", undefined],
    ["(a > 5) * 2", "promql", undefined],
    ["a > 5 * 2", "promql", undefined],
    ["a > b", "promql", undefined],
    ["5 < a", "promql", undefined],
    ["a > 5m", "promql", undefined],
    ["a > 5 unless b", "promql", undefined],
    ["absent(a)", "promql", undefined],
    ["a >", "promql", undefined],
    [
      'sum(rate({a="b"} |= "x > 1" | n > 2 [5m])) > 3',
      "logql",
      'sum(rate({a="b"} |= "x > 1" | n > 2 [5m])) > 9',
    ],
    ['count_over_time({a="b"}[5m])', "logql", undefined],
  ] as const)("%s", (query, language, expected) => {
    const comparison = finalComparison(query, language);
    expect(comparison === undefined ? undefined : withThreshold(query, comparison, 9)).toBe(expected);
  });

  test("is for every alert of ours the one that its dashboard reads", () => {
    const parsed = ALERTS.map((placed) => [
      nameOf(placed),
      finalComparison(placed.rule.expr, "promql")?.threshold,
    ]);
    const read = ALERTS.map((placed) => [nameOf(placed), finalThreshold(placed.rule.expr)]);
    expect(read).toEqual(parsed);
  });
});

/** Numbers in descriptions that are about something else than the alert's threshold. */
const OTHER_NUMBERS: Readonly<Record<string, string>> = {
  "platform/ContainerMemoryNearLimit": "100", // where the kernel kills
  "platform/NodeFilesystemAlmostFull": "10", // where the kubelet evicts
};

describe("a text that names the threshold", () => {
  test.each([
    ["below 95 % is too few, not {{ 95 }}", 95, 90, "below 90 % is too few, not {{ 95 }}"],
    ["more than 5 % fail", 0.05, 0.1, "more than 10 % fail"],
    ["above 500ms", 0.5, 0.8, "above 800ms"],
    ["10 failed within 10 minutes", 10, 20, "20 failed within 10 minutes"],
    ["longer than 10 minutes", 600, 900, "longer than 15 minutes"],
    ["more than 500 MB, 5xx, v500", 5e8, 6e8, "more than 600 MB, 5xx, v500"],
    ["less than 15 GiB", 15 * 2 ** 30, 2 ** 30, "less than 1 GiB"],
    ["one of 3 backends", 5, 9, "one of 3 backends"],
  ])("%s", (text, threshold, replacement, expected) => {
    expect(retold(text, threshold, replacement)).toBe(expected);
  });

  test("no alert of ours names a number that is neither its threshold nor a length of time", () => {
    const stray = ALERTS.flatMap((placed) => {
      const { description = "", summary = "" } = placed.rule.annotations ?? {};
      const numbers = strayNumbers(`${summary} ${description}`, finalThreshold(placed.rule.expr));
      return numbers.length === 0 ? [] : [[nameOf(placed), numbers.join(", ")]];
    });
    expect(Object.fromEntries(stray)).toEqual(OTHER_NUMBERS);
  });
});

test("no runbook says another number than its alert's, or a length of time", () => {
  const stray = ALERTS.flatMap((placed) => {
    const page = readFileSync(join(ROOT, `docs/runbooks/${nameOf(placed)}.md`), "utf8");
    const [, meaning = ""] = /^## Meaning\n([\s\S]*?)^## /m.exec(page) ?? [];
    const numbers = strayNumbers(meaning, finalThreshold(placed.rule.expr));
    return numbers.length === 0 ? [] : [[nameOf(placed), numbers.join(", ")]];
  });
  expect(Object.fromEntries(stray)).toEqual({
    // Lines of the specification, and an objective that is not the alert's.
    "huntaze/AvailabilityLow": "23, 99.9",
    "huntaze/LatencyHigh": "24",
    "huntaze/ErrorRateHigh": "25",
    "huntaze/ThroughputLow": "26",
    // "an `up` that could be 0"
    "platform/JobVanished": "0",
  });
});

test("a change of a rule that has no labels and no texts invents none", () => {
  const rule = { alert: "A", expr: "a > 1" };
  const change = { enabled: true, threshold: 2, path: "x" };
  expect(changed(rule, change, "promql")).toEqual({ alert: "A", expr: "a > 2" });
});
