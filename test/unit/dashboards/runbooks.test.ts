import { describe, expect, test } from "@jest/globals";
import { runbooksDashboard } from "../../../dashboards/runbooks";
import { dashboardsOf, planOf, WITH_GAUZIAN } from "../systems/plans";

interface TextPanel {
  readonly title: string;
  readonly type: string;
  readonly options: { readonly mode: string; readonly content: string };
}

const RUNBOOKS = dashboardsOf(planOf(WITH_GAUZIAN)).filter(({ uid }) => uid.startsWith("runbooks-"));

function panelsIn(uid: string): readonly TextPanel[] {
  const found = RUNBOOKS.find((dashboard) => dashboard.uid === uid);
  const panels = (found?.panels ?? []) as unknown as readonly TextPanel[];
  return panels.filter(({ type }) => type === "text");
}

describe("runbooks in Grafana", () => {
  test("every system has a dashboard with one page per alert, sorted", () => {
    expect(RUNBOOKS.map(({ uid }) => uid).sort()).toEqual(["runbooks-gauzian", "runbooks-platform"]);
    expect(panelsIn("runbooks-gauzian").map(({ title }) => title)).toEqual([
      "GauzianAuthFailuresHigh",
      "GauzianBackendDown",
      "GauzianHttpLatencyHigh",
      "GauzianHttpSuccessRateLow",
      "GauzianMinioDown",
      "SloAvailabilityBudgetBurnFast",
      "SloAvailabilityBudgetBurnMedium",
      "SloAvailabilityBudgetBurnSlow",
      "SloAvailabilityBudgetBurnTrend",
      "SloAvailabilityBudgetExhausted",
      "SloAvailabilityMetricAbsent",
    ]);
  });

  test("above the pages stands what is wrong right now", () => {
    const gauzian = RUNBOOKS.find(({ uid }) => uid === "runbooks-gauzian");
    expect(gauzian?.panels.slice(0, 2)).toMatchObject([
      {
        type: "alertlist",
        options: { alertInstanceLabelFilter: '{system="gauzian"}', datasource: "Prometheus" },
      },
      { type: "table", targets: [{ expr: 'up{system="gauzian", job=~"$job", instance=~"$instance"} == 0' }] },
    ]);
  });

  test("an alert that is switched off has no page", () => {
    const off = planOf({ ...WITH_GAUZIAN, alerting: { disabledAlerts: ["GauzianMinioDown"] } });
    const titles = dashboardsOf(off)
      .filter(({ uid }) => uid === "runbooks-gauzian")
      .flatMap(({ panels }) => panels.map(({ title }) => title));
    expect(titles).not.toContain("GauzianMinioDown");
    expect(titles).toContain("GauzianBackendDown");
  });

  test("a page keeps its queries, and loses its heading and the links that lead nowhere from Grafana", () => {
    const page = panelsIn("runbooks-gauzian").find(({ title }) => title === "GauzianBackendDown");
    expect(page).toMatchObject({ type: "text", options: { mode: "markdown" } });
    expect(page?.options.content).toContain('up{job="gauzian-backend"}');
    expect(page?.options.content).toContain("Rule: rules/gauzian.yaml.");
    expect(page?.options.content).not.toMatch(/^# |\]\(\.\./m);
  });

  test("links to the web stay links", () => {
    const json = runbooksDashboard({ name: "shop", title: "Shop" }, [
      {
        alert: "ShopDown",
        markdown: "# ShopDown\n\nSee [the docs](https://example.org) and [a file](../x.md).",
      },
    ]);
    expect(JSON.stringify(json.panels)).toContain("See [the docs](https://example.org) and a file.");
  });

  test("no page uses Grafana's variable syntax, which the text panel would replace", () => {
    for (const { uid } of RUNBOOKS) {
      for (const panel of panelsIn(uid)) {
        expect({ page: panel.title, variables: panel.options.content.match(/\$\{\w+|\[\[/g) }).toEqual({
          page: panel.title,
          variables: null,
        });
      }
    }
  });
});
