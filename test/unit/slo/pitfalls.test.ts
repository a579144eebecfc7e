import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { toYaml } from "../../../base/serialise";
import { sloGroups, sloProblems } from "../../../rules/slo";
import type { Slo } from "../../../rules/slo";
import { withFiles } from "../../kit/files";
import { promtoolCheckRules, promtoolTestRules } from "../../tools/run";
import { OBJECTIVES, SHOP } from "./objectives";

const [AVAILABILITY] = OBJECTIVES as readonly [Slo, ...Slo[]];
const ID = 'sloth_id="shop-availability"';

interface Expected {
  readonly expr: string;
  readonly eval_time: string;
  readonly value?: number;
}

/** Evaluates the objective's rules over these series and compares queries on what they recorded. */
async function recordedOver(
  series: Readonly<Record<string, string>>,
  expected: readonly Expected[],
  step: 30 | 300 = 30,
): Promise<void> {
  const test_ = {
    interval: "30s",
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: expected.map(({ expr, eval_time, value }) => ({
      expr,
      eval_time,
      exp_samples: value === undefined ? [] : [{ labels: "{}", value }],
    })),
  };
  const files = {
    "rules.yaml": toYaml({ groups: sloGroups(SHOP, AVAILABILITY, step) }),
    "rules.test.yaml": toYaml({
      rule_files: ["rules.yaml"],
      evaluation_interval: `${step}s`,
      fuzzy_compare: true,
      tests: [test_],
    }),
  };
  const { ok, output } = await withFiles(files, (folder) =>
    promtoolTestRules([join(folder, "rules.test.yaml")]),
  );
  expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
}

const GOOD = 'http_requests_total{job="shop", status="200"}';
const BAD = 'http_requests_total{job="shop", status="500"}';
const FIRING = 'count(ALERTS{alertstate="firing"})';

test("1: a service that has never failed has a share of zero, not none", () =>
  recordedOver({ [GOOD]: "0+100x60" }, [
    { eval_time: "30m", expr: `sum(slo:sli_error:ratio_rate1h{${ID}})`, value: 0 },
    { eval_time: "30m", expr: `sum(slo:period_error_budget_remaining:ratio{${ID}})`, value: 1 },
  ]));

test("2, 9: an hour without traffic leaves no NaN behind, which is unequal to itself", () =>
  recordedOver({ [GOOD]: "0+100x60 6000x120 6000+100x60", [BAD]: "0+1x60 60x120 60+1x60" }, [
    { eval_time: "1h20m", expr: `count(slo:sli_error:ratio_rate5m{${ID}})` },
    ...["5m", "1h", "2h", "3d", "30d"].map((window) => {
      const ratio = `slo:sli_error:ratio_rate${window}{${ID}}`;
      return { eval_time: "2h", expr: `count(${ratio} == ${ratio})`, value: 1 };
    }),
    { eval_time: "2h", expr: `count(slo:period_error_budget_remaining:ratio{${ID}})`, value: 1 },
  ]));

test("3: the period's share is weighed by traffic: 1 % of 60000, then 0 % of 60", () =>
  recordedOver({ [GOOD]: "0+495x120 59400+0.5x120", [BAD]: "0+5x120 600x120" }, [
    { eval_time: "2h", expr: `round(sum(slo:sli_error:ratio_rate30d{${ID}}), 0.0001)`, value: 0.01 },
  ]));

test("4: one failure among seven requests in an hour wakes nobody", () =>
  recordedOver({ [GOOD]: "0x20 1x20 2x20 3x20 4x20 5x20 6x20", [BAD]: "0x100 1x60" }, [
    { eval_time: "55m", expr: `sum(slo:sli_error:ratio_rate1h{${ID}} > bool 0.0144)`, value: 1 },
    { eval_time: "55m", expr: FIRING },
  ]));

test("5: a service that vanishes is told of", () =>
  recordedOver({ [GOOD]: "0+100x60 stale" }, [
    { eval_time: "25m", expr: FIRING },
    {
      eval_time: "41m",
      expr: 'count(ALERTS{alertname="SloAvailabilityMetricAbsent", alertstate="firing"})',
      value: 1,
    },
  ]));

// No generator can tell 30 failures of the first seconds from a counter that was 30 all along: docs/slo.md says so.
test("6: what the failing counter is born with stays unseen, what it counts from then on does not", () =>
  recordedOver({ [GOOD]: "0+90x240", [BAD]: "_x120 30+10x120" }, [
    { eval_time: "1h1m", expr: `sum(slo:sli_bad:increase1h{${ID}}) < bool 30`, value: 1 },
    { eval_time: "1h30m", expr: `sum(slo:sli_error:ratio_rate5m{${ID}})`, value: 0.1 },
    {
      eval_time: "1h30m",
      expr: 'count(ALERTS{alertname="SloAvailabilityBudgetBurnFast", alertstate="firing"})',
      value: 1,
    },
  ]));

test("7: a Prometheus that forgets before the period ends is refused", () => {
  const kept = (days: number) => sloProblems(AVAILABILITY, { retention: { text: `${days}d`, days } });
  expect(kept(30)).toEqual([]);
  expect(kept(29)).toMatchObject([{ field: "period", reason: expect.stringContaining("keeps 29d") }]);
});

test("8: an hour of trouble in a young service is no trend", () =>
  recordedOver({ [GOOD]: "0+995x480", [BAD]: "0+5x480" }, [
    { eval_time: "4h", expr: `sum(slo:sli_error:ratio_rate3d{${ID}} > bool 0.001)`, value: 1 },
    { eval_time: "4h", expr: 'count(ALERTS{tier=~"slow|trend"})' },
    { eval_time: "4h", expr: 'count(ALERTS{alertname="SloAvailabilityBudgetExhausted"})' },
  ]));

test("a counter that starts again is no failure and no gap", () =>
  recordedOver({ [GOOD]: "0+100x40 0+100x40", [BAD]: "0x40 0x40" }, [
    { eval_time: "30m", expr: `sum(slo:sli_error:ratio_rate1h{${ID}})`, value: 0 },
    { eval_time: "30m", expr: FIRING },
  ]));

test("the rules of every kind of objective pass every lint of promtool", async () => {
  const files = Object.fromEntries(
    OBJECTIVES.map((slo) => [`${slo.name}.yaml`, toYaml({ groups: sloGroups(SHOP, slo) })]),
  );
  const { ok, output } = await withFiles(files, (folder) =>
    promtoolCheckRules(Object.keys(files).map((name) => join(folder, name))),
  );
  expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
});
