import { describe, expect, test } from "@jest/globals";
import { panelId } from "../../../dashboards/panel-id";
import type { AlertRule, Plan } from "../../../systems/plan";
import { dashboardsOf, panelsOf, planOf, WITH_GAUZIAN } from "./plans";

function alert(plan: Plan, name: string): AlertRule {
  const rules = plan.ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules: all }) => all));
  const found = rules.find((rule): rule is AlertRule => "alert" in rule && rule.alert === name);
  if (found === undefined) throw new Error(`no alert ${name}`);
  return found;
}

const PUBLIC = planOf({
  ...WITH_GAUZIAN,
  exposure: { grafana: { host: "grafana.gauzian.pupin.fr", auth: { type: "login" } } },
});

describe("what the plan adds to a rule", () => {
  test("the system, the runbook page and the very panel", () => {
    expect(alert(PUBLIC, "GauzianHttpSuccessRateLow")).toEqual({
      alert: "GauzianHttpSuccessRateLow",
      expr: expect.stringMatching(/\) \* 100 < 95$/),
      for: "2m",
      keep_firing_for: "5m",
      labels: { severity: "critical", system: "gauzian" },
      annotations: {
        title: "Taux d'erreur élevé",
        summary: "Too few of Gauzian's HTTP requests succeed.",
        description: expect.stringContaining("below 95 %"),
        runbook: "docs/runbooks/gauzian/GauzianHttpSuccessRateLow.md",
        runbook_url: `https://grafana.gauzian.pupin.fr/d/runbooks-gauzian?viewPanel=${panelId("runbooks-gauzian", "GauzianHttpSuccessRateLow")}`,
        dashboard_url: `https://grafana.gauzian.pupin.fr/d/gauzian-overview?viewPanel=${panelId("gauzian-overview", "success-rate")}`,
        logs_url: expect.stringMatching(/^https:\/\/grafana\.gauzian\.pupin\.fr\/explore\?.*gauzian-v2/),
      },
    });
  });

  test("the panel behind each link exists", () => {
    const ids = new Map(dashboardsOf(PUBLIC).map((one) => [one.uid, panelsOf(one).map(({ id }) => id)]));
    const urls = PUBLIC.ruleFiles
      .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
      .flatMap((rule) =>
        "alert" in rule ? [rule.annotations?.dashboard_url, rule.annotations?.runbook_url] : [],
      )
      .filter((url) => url !== undefined);
    expect(urls.length).toBeGreaterThan(100);
    for (const url of urls) {
      const [, uid = "", panel = ""] = /\/d\/([^?]+)\?viewPanel=(\d+)$/.exec(url) ?? [];
      expect({ url, exists: ids.get(uid)?.includes(Number(panel)) }).toEqual({ url, exists: true });
    }
  });

  test("a rule over the series of every system takes the system from the series", () => {
    expect(alert(PUBLIC, "TargetDown").labels).toEqual({
      severity: "warning",
      system: "{{ $labels.system }}",
    });
  });

  test("without a public address the links lead to the Service", () => {
    expect(alert(planOf(), "GrafanaDown").annotations?.dashboard_url).toMatch(
      /^http:\/\/grafana\.monitoring\.svc:3000\/d\/vigie-stack\?viewPanel=\d+$/,
    );
  });

  test("every alert has both links", () => {
    const rules = PUBLIC.ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules: all }) => all));
    const alerts = rules.flatMap((rule) => ("alert" in rule ? [rule] : []));
    expect(alerts.filter(({ annotations }) => annotations?.runbook === undefined)).toEqual([]);
    expect(
      alerts.filter(({ annotations }) => annotations?.dashboard_url === undefined).map((one) => one.alert),
    ).toEqual([]);
    expect(JSON.stringify(alerts)).not.toContain('"dashboard":');
  });
});
