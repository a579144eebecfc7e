import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { projectRoot } from "../../../config/root";
import { panelId } from "../../../dashboards/panel-id";
import type { StackFile } from "../../../config/schema";
import type { AlertRule, Plan } from "../../../systems/plan";
import { dashboardsOf, panelsOf, planOf } from "../systems/plans";

type AppSlos = NonNullable<NonNullable<StackFile["apps"]>[string]["slos"]>;

const AVAILABILITY: AppSlos[number] = {
  name: "availability",
  title: "Requests that succeed",
  objective: 99.9,
  indicator: { type: "requests", total: "http_requests_total", bad: 'http_requests_total{status=~"5.."}' },
};

const SLOS: AppSlos = [
  AVAILABILITY,
  {
    name: "latency",
    title: "Requests within 500 ms",
    objective: 99,
    indicator: { type: "latency", histogram: "http_request_duration_seconds", below: 0.5 },
  },
  {
    name: "health",
    title: "Minutes in good health",
    objective: 99.5,
    period: "28d",
    indicator: { type: "gauge", value: "health_score", atLeast: 0.9 },
  },
];

function shopWith(slos: AppSlos, more: Partial<StackFile> = {}): Plan {
  return planOf({ apps: { shop: { title: "Shop", slos } }, ...more });
}

function alertsOf(plan: Plan): AlertRule[] {
  return plan.ruleFiles
    .filter(({ system }) => system === "shop")
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap((rule) => ("alert" in rule ? [rule] : []));
}

describe("objectives that a stack file declares", () => {
  const plan = shopWith(SLOS);

  test("become one rule file of their system", () => {
    const [file, ...others] = plan.ruleFiles.filter(({ system }) => system === "shop");
    expect(others).toEqual([]);
    expect(file).toMatchObject({ fileName: "shop-slo-generated.yaml" });
    expect(file?.groups.map(({ name }) => name)).toEqual(
      ["availability", "latency", "health"].flatMap((name) => [
        `slo-shop-${name}`,
        `slo-shop-${name}-period`,
      ]),
    );
    expect(alertsOf(plan).map(({ alert }) => alert)).toContain("SloHealthSliBroken");
    expect(alertsOf(plan)).toHaveLength(6 + 7 + 7);
  });

  test("have a dashboard, and every alert links a panel of it and a runbook that is served", () => {
    const dashboards = dashboardsOf(plan);
    const board = dashboards.find(({ uid }) => uid === "slo-shop");
    const pages = dashboards.find(({ uid }) => uid === "runbooks-shop");
    expect(board?.title).toBe("Objectives: Shop");
    for (const { alert, annotations = {}, labels } of alertsOf(plan)) {
      const panel = panelId("slo-shop", `${labels?.slo ?? ""}-burn`);
      expect(annotations.dashboard_url).toBe(
        `http://grafana.monitoring.svc:3000/d/slo-shop?viewPanel=${panel}`,
      );
      expect(board === undefined ? [] : panelsOf(board).map(({ id }) => id)).toContain(panel);
      expect(annotations.runbook).toBe(
        `docs/runbooks/slo/${alert.replace(/^Slo(Availability|Latency|Health)/, "")}.md`,
      );
      const served = panelId("runbooks-shop", alert);
      expect(annotations.runbook_url).toContain(`/d/runbooks-shop?viewPanel=${served}`);
      expect(pages?.panels.map(({ id }) => id)).toContain(served);
    }
  });

  test("can be overridden by name, but for the threshold, which follows from the objective", () => {
    const overrides = {
      "shop/SloHealthBudgetBurnTrend": { severity: "performance", for: "6h" },
      SloHealthMetricAbsent: { enabled: false },
    } as const;
    const changed = alertsOf(shopWith(SLOS, { alerting: { overrides } }));
    expect(changed.find(({ alert }) => alert === "SloHealthBudgetBurnTrend")).toMatchObject({
      for: "6h",
      labels: { severity: "performance" },
    });
    expect(changed.map(({ alert }) => alert)).not.toContain("SloHealthMetricAbsent");
    for (const { alert } of alertsOf(plan)) {
      const wrong = { [`shop/${alert}`]: { threshold: 1 } };
      expect(() => shopWith(SLOS, { alerting: { overrides: wrong } })).toThrow(
        "does not end in a comparison",
      );
    }
  });

  test("of two systems never share an id, by which rules find their records", () => {
    const app = (name: string) => ({ slos: [{ ...AVAILABILITY, name }] });
    expect(() => planOf({ apps: { shop: app("api-errors"), "shop-api": app("errors") } })).toThrow(
      'vigie:apps.shop-api.slos[0].name: makes the id "shop-api-errors", as vigie:apps.shop.slos[0] does; choose another name',
    );
  });

  test("that cannot work are refused with their place, the reason and the way out", () => {
    const wrong: AppSlos = [
      { ...AVAILABILITY, objective: 90 },
      { ...AVAILABILITY, name: "long", period: "90d" },
      {
        ...AVAILABILITY,
        name: "query",
        indicator: { type: "requests", total: "sum(rate(t[5m]))", good: "g" },
      },
      { ...AVAILABILITY, name: "a-b" },
      { ...AVAILABILITY, name: "a--b" },
    ];
    expect(() => shopWith(wrong)).toThrow(
      [
        "4 problems",
        "  - vigie:apps.shop.slos[0].objective: is 90: its fast alert would need 144 % of bad events; raise the objective, or judge by a stricter line (99 % below 500 ms instead of 90 % below 300 ms)",
        '  - vigie:apps.shop.slos[1].period: is "90d", but Prometheus keeps 30d (vigie:prometheus.retention.time); lengthen the retention: a period that is cut short looks better than it is',
        '  - vigie:apps.shop.slos[2].indicator.total: is "sum(rate(t[5m]))", which is not a selector; write a metric with matchers, such as http_requests_total{job="shop"}, without rate() or a range',
        "  - vigie:apps.shop.slos[4].name: gives its alerts the names of vigie:apps.shop.slos[3]; choose another name",
      ].join("\n"),
    );
  });
});

describe("runbooks of generated alerts", () => {
  const folder = join(projectRoot(), "docs/runbooks/slo");
  const kinds = [...new Set(alertsOf(shopWith(SLOS)).map(({ annotations }) => annotations?.runbook ?? ""))];

  test("exist for every kind, and for no other", () => {
    expect(kinds.filter((page) => !existsSync(join(projectRoot(), page)))).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(kinds.map((page) => page.replace(/^.*\//, "")).sort());
  });

  test.each(kinds)("%s says what it means, what to look at and what to do", (page) => {
    const text = readFileSync(join(projectRoot(), page), "utf8");
    for (const section of ["Meaning", "Impact", "First checks", "Fix"]) {
      expect(text).toMatch(new RegExp(`^## ${section}\n\n\\S`, "m"));
    }
    expect(text).toMatch(/```promql\n/);
  });
});
