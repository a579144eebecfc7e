import type { DashboardJson } from "../contract";
import { panelId } from "../panel-id";
import { panelJson } from "./panel";
import type { PanelJson, PanelSpec, RowSpec, VariableJson } from "./types";

const COLUMNS = 24;
const WIDTH = 8;
const HEIGHT = 8;

export interface DashboardSpec {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Matchers of the alerts that are drawn as annotations, e.g. `system="gauzian"`. */
  readonly alerts: string;
  readonly variables: readonly VariableJson[];
  readonly rows: readonly RowSpec[];
  /** Default: 30s. */
  readonly refresh?: string;
  /** Default: 1 hour. */
  readonly from?: string;
}

/** The whole dashboard as Classic JSON: deterministic, panels placed in reading order. */
export function dashboard(spec: DashboardSpec): DashboardJson {
  return {
    uid: spec.uid,
    title: spec.title,
    description: spec.description,
    tags: ["vigie", ...spec.tags],
    // https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
    schemaVersion: 42,
    // Read-only until the reader presses "Make editable": no graph is dragged out of its place by accident. Whether what
    // is then changed may be saved is the provider's business, vigie:grafana.allowUiUpdates.
    editable: false,
    graphTooltip: 1,
    liveNow: false,
    preload: false,
    refresh: spec.refresh ?? "30s",
    time: { from: `now-${spec.from ?? "1h"}`, to: "now" },
    timepicker: {},
    timezone: "browser",
    weekStart: "",
    fiscalYearStartMonth: 0,
    templating: { list: spec.variables },
    annotations: { list: [grafanaAnnotations, firingAlerts(spec.alerts)] },
    links: [all, ...related(spec.tags)],
    panels: placed(spec),
  };
}

/** Grafana adds this one by itself when it is missing, and then shows the dashboard as changed. */
const grafanaAnnotations = {
  builtIn: 1,
  datasource: { type: "grafana", uid: "-- Grafana --" },
  enable: true,
  hide: true,
  iconColor: "rgba(0, 211, 255, 1)",
  name: "Annotations & Alerts",
  type: "dashboard",
};

function firingAlerts(matchers: string) {
  return {
    name: "Firing alerts",
    // Not the variable: dashboards that ask only Loki have none for Prometheus.
    datasource: { type: "prometheus", uid: "prometheus" },
    enable: true,
    hide: false,
    iconColor: "red",
    expr: `ALERTS{alertstate="firing",${matchers}}`,
    step: "60s",
    titleFormat: "{{alertname}}",
    tagKeys: "severity",
  };
}

const all = menu("Vigie", "vigie");

/** Tags that say of what kind a dashboard is, not whose. */
const KINDS = ["runbooks", "slo", "logs"];

/** Overview, objectives and runbooks of one system lead to each other. */
function related(tags: readonly string[]): object[] {
  return tags.filter((tag) => !KINDS.includes(tag)).map((tag) => menu(`More of ${tag}`, tag));
}

function menu(title: string, tag: string): object {
  return {
    type: "dashboards",
    title,
    tags: [tag],
    asDropdown: true,
    includeVars: false,
    keepTime: true,
    targetBlank: false,
    icon: "external link",
    tooltip: "",
    url: "",
  };
}

function placed({ uid, rows }: DashboardSpec): PanelJson[] {
  const panels: PanelJson[] = [];
  let top = 0;
  for (const row of rows) {
    const hasTitle = row.title !== undefined;
    const flowed = flow(uid, row, top + (hasTitle ? 1 : 0));
    if (!hasTitle) panels.push(...flowed.panels);
    else if (row.collapsed === true) panels.push(rowPanel(uid, row, top, flowed.panels));
    else panels.push(rowPanel(uid, row, top, []), ...flowed.panels);
    top = row.collapsed === true ? top + 1 : flowed.bottom;
  }
  return panels;
}

function flow(uid: string, { panels }: RowSpec, from: number): { panels: PanelJson[]; bottom: number } {
  let y = from;
  const flowed = lines(panels).flatMap((line) => {
    const widths = filled(line.map(widthOf));
    const top = y;
    y += Math.max(...line.map(heightOf));
    return line.map((spec, index) => {
      const x = widths.slice(0, index).reduce((sum, width) => sum + width, 0);
      return panelJson(uid, spec, { x, y: top, w: widths[index] ?? COLUMNS, h: heightOf(spec) });
    });
  });
  return { panels: flowed, bottom: y };
}

const widthOf = ({ width = WIDTH }: PanelSpec): number => width;
const heightOf = ({ height = HEIGHT }: PanelSpec): number => height;

/** As many panels beside each other as have room. */
function lines(panels: readonly PanelSpec[]): PanelSpec[][] {
  const found: PanelSpec[][] = [];
  let free = 0;
  for (const panel of panels) {
    if (widthOf(panel) > free) {
      found.push([]);
      free = COLUMNS;
    }
    found.at(-1)?.push(panel);
    free -= widthOf(panel);
  }
  return found;
}

/** The widths, stretched until they fill the line: which panels there are depends on the stack, gaps need not. */
function filled(widths: readonly number[]): number[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const stretched = widths.map((width) => Math.floor((width * COLUMNS) / total));
  const rest = COLUMNS - stretched.reduce((sum, width) => sum + width, 0);
  return stretched.map((width, index) => width + (index < rest ? 1 : 0));
}

function rowPanel(
  uid: string,
  { title = "", collapsed = false }: RowSpec,
  y: number,
  inside: PanelJson[],
): PanelJson {
  return {
    id: panelId(uid, `row: ${title}`),
    type: "row",
    title,
    collapsed,
    gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    panels: inside,
  };
}
