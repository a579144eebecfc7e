import { describe, expect, test } from "@jest/globals";
import { sloGroups, sloProblems } from "../../../rules/slo";
import type { Slo } from "../../../rules/slo";
import { budgetOf, decimalText, ratioText, scaled } from "../../../rules/slo/decimal";
import { exampleSeries } from "../../../rules/slo/example-series";
import { parseSelector, selectorText, within } from "../../../rules/slo/selector";
import { burnRateText, thresholdText, TIERS } from "../../../rules/slo/tiers";
import { OBJECTIVES, SHOP } from "./objectives";

const [AVAILABILITY] = OBJECTIVES as readonly [Slo, ...Slo[]];
const MONTH = { retention: { text: "30d", days: 30 } };

/** Names that Sloth gives: https://sloth.dev/slo-plugins/ and its core plugins sli_rules_v1, metadata_rules_v1. */
const SLOTHS = [
  ...["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"].map((window) => `slo:sli_error:ratio_rate${window}`),
  "slo:objective:ratio",
  "slo:error_budget:ratio",
  "slo:time_period:days",
  "slo:current_burn_rate:ratio",
  "slo:period_burn_rate:ratio",
  "slo:period_error_budget_remaining:ratio",
  "sloth_slo_info",
];

describe("the rules of an objective", () => {
  const rules = sloGroups(SHOP, AVAILABILITY).flatMap((group) => group.rules);

  test("record everything that Sloth records, under its names and labels", () => {
    const records = rules.flatMap((rule) => ("record" in rule ? [rule] : []));
    expect(records.map(({ record }) => record)).toEqual(expect.arrayContaining(SLOTHS));
    for (const { labels } of records) {
      expect(labels).toMatchObject({
        sloth_id: "shop-availability",
        sloth_service: "shop",
        sloth_slo: "availability",
      });
    }
  });

  test("10: stand in one group with the records that they read, after them", () => {
    for (const { rules: own } of sloGroups(SHOP, AVAILABILITY)) {
      const names = own.map((rule) => ("record" in rule ? rule.record : rule.alert));
      own.forEach((rule, index) => {
        const later = names.slice(index).filter((name) => rule.expr.includes(`${name}{`));
        expect({ rule: names[index], readsBeforeItIsRecorded: later }).toEqual({
          rule: names[index],
          readsBeforeItIsRecorded: [],
        });
      });
    }
  });

  test("differ with the step in nothing but how many evaluations make a day", () => {
    const texts = (step: number) => JSON.stringify(sloGroups(SHOP, AVAILABILITY, step));
    const plain = texts(30)
      .replaceAll('"interval":"30s"', '"interval":"300s"')
      .replaceAll("* 30", "* 300")
      .replaceAll(">= 1440", ">= 144")
      .replaceAll(">= 4320", ">= 432")
      .replaceAll(">= 2880", ">= 288");
    expect(plain).toBe(texts(300));
  });
});

test.each([
  [99.9, "30d", ["14.4", "6", "3", "1"], ["0.0144", "0.006", "0.003", "0.001"]],
  [99.95, "28d", ["13.44", "5.6", "2.8", "1"], ["0.00672", "0.0028", "0.0014", "0.0005"]],
  [99.99999, "30d", ["14.4", "6", "3", "1"], ["0.00000144", "0.0000006", "0.0000003", "0.0000001"]],
  [99.5, "90d", ["43.2", "18", "9", "3"], ["0.216", "0.09", "0.045", "0.015"]],
] as const)("%f %% over %s is written as exact decimals", (objective, period, rates, thresholds) => {
  expect(TIERS.map((tier) => burnRateText(tier, period))).toEqual(rates);
  expect(TIERS.map((tier) => thresholdText(tier, { objective, period }))).toEqual(thresholds);
});

test("decimals", () => {
  expect([99.9, 99.99, 0.1, 50].map((percent) => ratioText(scaled(percent)))).toEqual([
    "0.999",
    "0.9999",
    "0.001",
    "0.5",
  ]);
  expect(ratioText(budgetOf(99.9))).toBe("0.001");
  expect([decimalText(0, 3), decimalText(1000, 3), decimalText(1230, 3)]).toEqual(["0", "1", "1.23"]);
});

describe("an objective that cannot work is refused", () => {
  const requests = { kind: "requests", total: "t", bad: "b" } as const;
  test.each([
    ["nothing wrong", {}, []],
    ["100 %", { objective: 100 }, ["objective is 100, which leaves no budget"]],
    ["too fine", { objective: 99.999999 }, ["objective is 99.999999, too fine"]],
    [
      "an alert that could never fire",
      { objective: 90 },
      ["objective is 90: its fast alert would need 144 % of bad events"],
    ],
    [
      "a period that Prometheus forgets",
      { period: "90d" },
      ['period is "90d", but Prometheus keeps 30d (vigie:prometheus.retention.time)'],
    ],
    [
      "queries instead of selectors",
      { sli: { ...requests, total: "rate(t[5m])", bad: "b{" } },
      [
        'requests.total is "rate(t[5m])", which is not a selector',
        'requests.bad is "b{", which is not a selector',
      ],
    ],
    [
      "a part of a histogram",
      { sli: { kind: "latency", histogram: "h_bucket", below: 1 } },
      ["latency.histogram ends in _bucket"],
    ],
    [
      "a boundary in two places",
      { sli: { kind: "latency", histogram: 'h{le="1"}', below: 1 } },
      ["latency.histogram has a matcher for le"],
    ],
    [
      "a target that is no selector",
      { sli: { kind: "gauge", value: "v", atMost: "1 + t" } },
      ['gauge.atMost is "1 + t", which is not a selector'],
    ],
  ] as readonly (readonly [string, Partial<Slo>, readonly string[]])[])("%s", (_name, change, expected) => {
    const found = sloProblems({ ...AVAILABILITY, ...change }, MONTH);
    expect(found.map(({ field, reason }) => `${field} ${reason}`)).toEqual(expected);
    for (const { fix } of found) expect(fix).not.toBe("");
  });
});

describe("selectors", () => {
  test.each(["up", 'up{a="b"}', 'up{a="b", c=~"d|e", f!="", g!~"h.*"}', String.raw`up{a="say \"x\" \\d"}`])(
    "%s is read and written as it is",
    (text) => {
      const selector = parseSelector(text);
      expect(selector === undefined ? undefined : selectorText(selector)).toBe(text);
    },
  );

  test.each(["", "sum(up)", "up[5m]", "up{a}", 'up{a="b"', 'up{a="b" c="d"}', "up > 1", "up offset 5m"])(
    "%j is none",
    (text) => {
      expect(parseSelector(text)).toBeUndefined();
    },
  );

  test("stay within their system unless they say whose series they mean", () => {
    expect(selectorText(within("shop", 'up{a="b"}'))).toBe('up{system="shop", a="b"}');
    expect(selectorText(within("shop", 'up{job="traefik"}'))).toBe('up{job="traefik"}');
    expect(selectorText(within("shop", 'up{system="platform"}'))).toBe('up{system="platform"}');
  });

  test("are given series that match them", () => {
    const series = (text: string, except?: string) =>
      exampleSeries(within("s", text), except === undefined ? undefined : within("s", except));
    expect(series('a{c=~"5..|429", d!="x", e!~"y.*"}')).toBe('a{system="s", c="500", d="200", e="200"}');
    expect(series("a", 'a{c=~"2.."}')).toBe('a{system="s", c="success"}');
  });
});
