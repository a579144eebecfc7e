import type { DashboardJson } from "../../dashboards/contract";
import type { RuleFile } from "../plan";
import { isAlert } from "./rule-reader";

/** One entry of a panel's menu. https://grafana.com/docs/grafana/latest/panels-visualizations/configure-panel-options/ */
interface PanelLink {
  readonly title: string;
  readonly url: string;
}

/** Entries by `<uid>/<panel id>`. */
export type PanelMenus = ReadonlyMap<string, readonly PanelLink[]>;

/**
 * The way back from a panel: alerts lead to the panel that shows what they measure, and that panel to their runbooks and
 * their log lines. Links within this Grafana are relative, so that they work through a port-forward too.
 */
export function panelMenus(files: readonly RuleFile[], grafana: string): PanelMenus {
  const menus = new Map<string, PanelLink[]>();
  for (const { alert, annotations = {} } of files.flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.filter(isAlert)),
  )) {
    const panel = panelOf(annotations.dashboard_url);
    if (panel === undefined) continue;
    const menu = menus.get(panel) ?? [];
    const { title = alert, runbook_url, logs_url } = annotations;
    const links = [
      ...(runbook_url === undefined ? [] : [{ title: `Runbook: ${title}`, url: runbook_url }]),
      // Labels of the one alert, which the panel's menu does not know, are filled in by Prometheus.
      ...(logs_url === undefined || logs_url.includes("{{") ? [] : [{ title: "Logs", url: logs_url }]),
    ].map((link) => ({ ...link, url: relative(link.url, grafana) }));
    menus.set(panel, [...menu, ...links.filter(({ url }) => menu.every((one) => one.url !== url))]);
  }
  return menus;
}

/** `https://grafana/d/<uid>?viewPanel=<id>`: `<uid>/<id>`. */
function panelOf(url = ""): string | undefined {
  const [, uid, id] = /\/d\/([^/?]+)[^?]*\?(?:.*&)?viewPanel=(?:panel-)?(\d+)/.exec(url) ?? [];
  return uid === undefined || id === undefined ? undefined : `${uid}/${id}`;
}

function relative(url: string, grafana: string): string {
  const root = grafana.replace(/\/+$/, "");
  return url.startsWith(`${root}/`) ? url.slice(root.length) : url;
}

interface Panel {
  readonly id?: number;
  readonly panels?: readonly Panel[];
}

/** The dashboard with the menus of its panels, those in closed rows too. */
export function withPanelMenus(dashboard: DashboardJson, menus: PanelMenus): DashboardJson {
  const menued = (panel: Panel): Panel => ({
    ...panel,
    ...linksOf(menus.get(`${dashboard.uid}/${panel.id ?? 0}`)),
    ...(panel.panels === undefined ? {} : { panels: panel.panels.map(menued) }),
  });
  return { ...dashboard, panels: ((dashboard.panels ?? []) as readonly Panel[]).map(menued) };
}

function linksOf(menu: readonly PanelLink[] = []): object {
  return menu.length === 0 ? {} : { links: menu.map((link) => ({ ...link, targetBlank: false })) };
}
