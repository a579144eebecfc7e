import { describe, expect, test } from "@jest/globals";
import { panelMenus, withPanelMenus } from "../../../systems/load/panel-menus";
import { dashboardsOf, planOf, WITH_PRODUCTS } from "../systems/plans";

const PLAN = planOf(WITH_PRODUCTS);
const DASHBOARDS = dashboardsOf(PLAN);

interface Linked {
  readonly id: number;
  readonly title: string;
  readonly links?: readonly { readonly title: string; readonly url: string }[];
  readonly panels?: readonly Linked[];
}

function panels(uid: string): readonly Linked[] {
  const all = (DASHBOARDS.find((one) => one.uid === uid)?.panels ?? []) as unknown as readonly Linked[];
  return all.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

describe("the menu of a panel", () => {
  test("leads back to the runbook of every alert that leads to it", () => {
    const alerts = PLAN.ruleFiles.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
    const lost = alerts.flatMap((rule) => {
      if (!("alert" in rule)) return [];
      const [, uid = "", id] =
        /\/d\/([\w-]+)\?viewPanel=(\d+)$/.exec(rule.annotations?.dashboard_url ?? "") ?? [];
      if (id === undefined) return [];
      const name = rule.annotations?.title ?? rule.alert;
      const links = panels(uid).find((panel) => panel.id === Number(id))?.links ?? [];
      return links.some(({ title }) => title === `Runbook: ${name}`) ? [] : [rule.alert];
    });

    expect(alerts.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });

  test("stays within this Grafana, and leads to pages that exist", () => {
    const links = DASHBOARDS.flatMap(({ uid }) => panels(uid).flatMap(({ links: own = [] }) => own));
    const runbooks = links.filter(({ title }) => title.startsWith("Runbook: "));
    const dead = runbooks.filter(({ url }) => {
      const [, uid = "", id] = /^\/d\/(runbooks-[\w-]+)\?viewPanel=(\d+)$/.exec(url) ?? [];
      return !panels(uid).some((panel) => panel.id === Number(id));
    });

    expect(runbooks.length).toBeGreaterThan(50);
    expect(dead).toEqual([]);
    expect(links.filter(({ url }) => !url.startsWith("/") || url.includes("{{"))).toEqual([]);
  });

  const alert = (annotations: Readonly<Record<string, string>>) => [
    {
      system: "shop",
      fileName: "shop.yaml",
      source: "shop.yaml",
      groups: [
        {
          name: "g",
          rules: [{ alert: "Down", expr: "up == 0", labels: { severity: "warning" as const }, annotations }],
        },
      ],
    },
  ];

  test("keeps the address of runbooks elsewhere, says each once, and leaves out what only one alert knows", () => {
    const files = alert({
      title: "Shop is down",
      dashboard_url: "https://grafana.example.org/d/shop?viewPanel=7",
      runbook_url: "https://wiki.example.org/Down",
      logs_url: "{{ if $labels.pod }}https://grafana.example.org/explore?panes=x{{ end }}",
    });
    const menus = panelMenus([...files, ...files], "https://grafana.example.org/");
    const inside = { uid: "shop", title: "Shop", panels: [{ id: 1, panels: [{ id: 7 }, { id: 8 }] }] };

    expect(withPanelMenus(inside, menus).panels).toEqual([
      {
        id: 1,
        panels: [
          {
            id: 7,
            links: [
              { title: "Runbook: Shop is down", url: "https://wiki.example.org/Down", targetBlank: false },
            ],
          },
          { id: 8 },
        ],
      },
    ]);
  });

  test("below a path keeps the links within the path's own Grafana", () => {
    const files = alert({
      dashboard_url: "https://example.org/grafana/d/shop?viewPanel=7",
      runbook_url: "https://example.org/grafana/d/runbooks-shop?viewPanel=1",
    });

    expect(panelMenus(files, "https://example.org/grafana").get("shop/7")).toEqual([
      { title: "Runbook: Down", url: "/d/runbooks-shop?viewPanel=1" },
    ]);
  });
});
