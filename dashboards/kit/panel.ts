import type { GridPos, ThresholdsConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Options as GaugeOptions } from "@grafana/grafana-foundation-sdk/gauge";
import type { Options as LogsOptions } from "@grafana/grafana-foundation-sdk/logs";
import type { Options as StatOptions } from "@grafana/grafana-foundation-sdk/stat";
import type { Options as TableOptions } from "@grafana/grafana-foundation-sdk/table";
import type {
  FieldConfig as LineConfig,
  Options as LineOptions,
} from "@grafana/grafana-foundation-sdk/timeseries";
import { panelId } from "../panel-id";
import { WINDOW } from "./types";
import type { Datasource, Json, PanelJson, PanelSpec, PanelType, Query, Step } from "./types";

const LAST = { calcs: ["lastNotNull"], fields: "", values: false } as const;

/** Options of each kind of panel, as Grafana writes them. */
const OPTIONS = {
  timeseries: {
    legend: { calcs: ["mean", "max"], displayMode: "table", placement: "bottom", showLegend: true },
    tooltip: { mode: "multi", sort: "desc" },
  } satisfies Partial<Json<LineOptions>>,
  stat: {
    colorMode: "value",
    graphMode: "area",
    justifyMode: "auto",
    orientation: "auto",
    reduceOptions: LAST,
    textMode: "auto",
    wideLayout: true,
  } satisfies Partial<Json<StatOptions>>,
  gauge: {
    reduceOptions: LAST,
    showThresholdLabels: false,
    showThresholdMarkers: true,
    orientation: "auto",
  } satisfies Partial<Json<GaugeOptions>>,
  bargauge: { reduceOptions: LAST, orientation: "horizontal", displayMode: "basic", showUnfilled: true },
  alertlist: {},
  dashlist: {},
  table: { showHeader: true, cellHeight: "sm" } satisfies Partial<Json<TableOptions>>,
  logs: {
    showTime: true,
    showLabels: false,
    wrapLogMessage: true,
    enableLogDetails: true,
    prettifyLogMessage: false,
    dedupStrategy: "none",
    sortOrder: "Descending",
  } satisfies Partial<Json<LogsOptions>>,
} as const satisfies Record<PanelType, object>;

/** The panel as Classic JSON, at its place. */
export function panelJson(uid: string, spec: PanelSpec, gridPos: GridPos): PanelJson {
  const kinds = new Set(spec.queries.map(datasourceOf));
  const [only = "prometheus"] = kinds;
  return {
    id: panelId(uid, spec.key),
    type: spec.type,
    title: spec.title,
    description: spec.description,
    transparent: false,
    gridPos,
    datasource: kinds.size > 1 ? { type: "datasource", uid: "-- Mixed --" } : reference(only),
    targets: spec.queries.map((query, index) => target(query, String.fromCharCode(65 + index), spec.type)),
    options: { ...OPTIONS[spec.type], ...spec.options },
    fieldConfig: { defaults: fieldDefaults(spec), overrides: overrides(spec) },
    ...(spec.transformations === undefined ? {} : { transformations: spec.transformations }),
  };
}

/** Data sources are variables, so that a dashboard moves to another Grafana as it is. */
function reference(kind: Datasource): { type: Datasource; uid: string } {
  return { type: kind, uid: `\${${kind}_datasource}` };
}

function datasourceOf({ datasource }: Query): Datasource {
  return datasource ?? "prometheus";
}

function target(query: Query, refId: string, type: PanelType): object {
  const { expr, legend, format = type === "table" ? "table" : "time_series" } = query;
  const instant = query.instant ?? type === "table";
  const shared = { refId, datasource: reference(datasourceOf(query)), expr, editorMode: "code" };
  if (datasourceOf(query) === "loki") {
    return { ...shared, queryType: "range", ...(legend === undefined ? {} : { legendFormat: legend }) };
  }
  const interval = query.window === undefined ? {} : { interval: WINDOW[query.window] };
  return { ...shared, ...interval, instant, range: !instant, format, legendFormat: legend ?? "__auto" };
}

function fieldDefaults(spec: PanelSpec): object {
  const { unit, decimals, min, max, noValue, steps, dataLinks } = spec;
  return {
    unit,
    ...(decimals === undefined ? {} : { decimals }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(noValue === undefined ? {} : { noValue }),
    ...(dataLinks === undefined ? {} : { links: dataLinks }),
    color: { mode: steps === undefined || spec.type === "timeseries" ? "palette-classic" : "thresholds" },
    thresholds: thresholds(steps ?? [{ from: undefined, color: "green" }]),
    custom: spec.type === "timeseries" ? lines(spec) : {},
  };
}

function thresholds(steps: readonly Step[]): Json<ThresholdsConfig> {
  return { mode: "absolute", steps: steps.map(({ from, color }) => ({ color, value: from ?? null })) };
}

function overrides({ colors = {} }: PanelSpec): object[] {
  return Object.entries(colors).map(([series, color]) => ({
    matcher: { id: "byName", options: series },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
  }));
}

function lines({ steps, stacked = false, bars = false }: PanelSpec): Partial<Json<LineConfig>> {
  return {
    drawStyle: bars ? "bars" : "line",
    lineWidth: 1,
    fillOpacity: bars ? 70 : stacked ? 30 : 10,
    showPoints: "never",
    spanNulls: false,
    stacking: { mode: stacked ? "normal" : "none", group: "A" },
    thresholdsStyle: { mode: steps === undefined ? "off" : "dashed" },
  };
}
