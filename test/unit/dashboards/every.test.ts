import { beforeAll, describe, expect, test } from "@jest/globals";
import { syntaxCheck } from "../../../cli/check/query";
import type { SyntaxCheck } from "../../../cli/check/query";
import { durationSeconds } from "../../../config/schema/scalars";
import { WINDOW } from "../../../dashboards/kit";
import { dashboardsOf, panelsOf, planOf, WITH_PRODUCTS } from "../systems/plans";

const PLAN = planOf(WITH_PRODUCTS);
/** Runbooks are text: test/unit/dashboards/runbooks.test.ts. */
const DASHBOARDS = dashboardsOf(PLAN)
  .filter(({ uid }) => !uid.startsWith("runbooks-"))
  .map((dashboard) => [dashboard.uid, dashboard] as const);

let syntaxError: SyntaxCheck;

beforeAll(async () => {
  syntaxError = await syntaxCheck();
});

describe("every dashboard", () => {
  test.each(DASHBOARDS)("%s is Classic JSON that file provisioning reads", (uid, dashboard) => {
    expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
    expect([41, 42]).toContain(dashboard.schemaVersion);
    expect(dashboard.refresh).toMatch(/^(10s|30s|[1-9]\d*m)$/);
    expect(dashboard).not.toHaveProperty("elements");
    expect(dashboard).not.toHaveProperty("id");
  });

  test.each(DASHBOARDS)("%s has unique panel ids from 1 up", (_uid, dashboard) => {
    const ids = [...panelsOf(dashboard), ...dashboard.panels].map(({ id }) => id);
    const rowsAndPanels = new Set(ids);
    expect(ids.every((id) => Number.isInteger(id) && id >= 1 && id < 2 ** 31)).toBe(true);
    expect(rowsAndPanels.size).toBe(
      panelsOf(dashboard).length + dashboard.panels.filter(({ type }) => type === "row").length,
    );
  });

  test.each(DASHBOARDS)("%s says on every panel what it means, in which unit", (_uid, dashboard) => {
    for (const panel of panelsOf(dashboard)) {
      expect({ panel: panel.title, described: (panel.description ?? "").length > 20 }).toEqual({
        panel: panel.title,
        described: true,
      });
      expect(panel.fieldConfig?.defaults.unit).toBeTruthy();
    }
  });

  test.each(DASHBOARDS)(
    "%s asks queries that parse, of a data source that the reader may choose",
    (_uid, dashboard) => {
      const variables = dashboard.templating.list.map(({ name }) => `\${${name}}`);
      for (const { title, type, targets = [] } of panelsOf(dashboard)) {
        // Lists ask by themselves; that of alerts names its data source.
        if (type === "alertlist" || type === "dashlist") continue;
        expect({ title, queries: targets.length > 0 }).toEqual({ title, queries: true });
        for (const { expr, datasource } of targets) {
          const language = datasource.type === "loki" ? "logql" : "promql";
          expect({ title, error: syntaxError(language, expr) }).toEqual({ title, error: undefined });
          expect(variables).toContain((datasource as { uid?: string }).uid);
        }
      }
    },
  );

  test.each(DASHBOARDS)("%s declares every variable that its queries use", (_uid, dashboard) => {
    const declared = new Set(dashboard.templating.list.map(({ name }) => name));
    const used = panelsOf(dashboard).flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => [...expr.matchAll(/\$([a-z]\w*)/g)].map(([, name]) => name ?? "")),
    );
    expect(used.filter((name) => !declared.has(name))).toEqual([]);
  });

  test.each(DASHBOARDS)("%s lays its panels out without overlap", (_uid, dashboard) => {
    const cells = new Set<string>();
    for (const { gridPos, title } of dashboard.panels) {
      expect({ title, fits: gridPos.x + gridPos.w <= 24 }).toEqual({ title, fits: true });
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect({ title, free: !cells.has(`${x},${y}`) }).toEqual({ title, free: true });
          cells.add(`${x},${y}`);
        }
      }
    }
  });

  test.each(Object.entries(WINDOW))(
    "a window of %s is four of its least interval, as Grafana counts",
    (window, least) => {
      expect(4 * durationSeconds(least)).toBe(durationSeconds(window));
    },
  );

  test.each(DASHBOARDS)("%s sets a least interval only where a window follows from it", (_uid, dashboard) => {
    const targets = panelsOf(dashboard).flatMap(({ targets: own = [] }) => own);
    const idle = targets.filter(({ expr, interval }) => {
      return interval !== undefined && !expr.includes("[$__rate_interval]");
    });
    expect(idle).toEqual([]);
  });

  test.each(DASHBOARDS)("%s leaves no gap beside a panel", (_uid, { panels }) => {
    const groups = [panels, ...panels.map(({ panels: inside = [] }) => inside)];
    for (const group of groups) {
      const widths = new Map<number, number>();
      for (const { gridPos } of group) widths.set(gridPos.y, (widths.get(gridPos.y) ?? 0) + gridPos.w);
      expect([...widths.values()].filter((width) => width !== 24)).toEqual([]);
    }
  });

  test("the text is the same each time", () => {
    expect(planOf(WITH_PRODUCTS).dashboards).toEqual(PLAN.dashboards);
  });

  test("none is changed by accident; whether a change is saved is the provider's business", () => {
    const editable = (allowUiUpdates: boolean) =>
      new Set(dashboardsOf(planOf({ grafana: { allowUiUpdates } })).map((one) => one.editable));
    expect(editable(true)).toEqual(new Set([false]));
    expect(editable(false)).toEqual(new Set([false]));
  });

  test("without Loki nothing asks it", () => {
    const plan = planOf({ ...WITH_PRODUCTS, loki: { enabled: false }, logs: { collector: "none" } });
    expect(plan.dashboards.map(({ uid }) => uid)).not.toContain("vigie-logs");
    expect(plan.dashboards.filter(({ json }) => json.includes("loki_datasource"))).toEqual([]);
  });
});
