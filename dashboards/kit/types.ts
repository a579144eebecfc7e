import type { Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";

/**
 * Classic dashboard JSON (schema version 42), typed by the Grafana Foundation SDK but built without it: loading its
 * builders costs as long as rendering half of the stack, and nothing of them is needed once the types are erased.
 * Its enums become the literals and numbers that the JSON holds.
 */
export type Json<T> = T extends string
  ? `${T}`
  : T extends number
    ? number
    : T extends boolean | null | undefined
      ? T
      : T extends readonly (infer Item)[]
        ? readonly Json<Item>[]
        : T extends object
          ? { readonly [Key in keyof T]: Json<T[Key]> }
          : T;

export type PanelType =
  "timeseries" | "stat" | "gauge" | "table" | "logs" | "bargauge" | "alertlist" | "dashlist";
export type PanelJson = Json<
  Pick<Panel, "title" | "description" | "datasource" | "gridPos" | "transparent">
> & {
  readonly id: number;
  readonly type: PanelType | "row";
  readonly [field: string]: unknown;
};
export type VariableJson = Json<Partial<VariableModel>>;

export type Datasource = "prometheus" | "loki";

/**
 * Windows that specifications ask for, each with the least interval of a query that makes `$__rate_interval` exactly that
 * long: Grafana takes four of it, and more only where the points of the graph are further apart than three of it.
 * https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval
 */
export const WINDOW = { "1m": "15s", "5m": "75s", "15m": "225s" } as const;
export type Window = keyof typeof WINDOW;

/** Upper bound and colour of a band: the first band starts at minus infinity. */
export interface Step {
  readonly from: number | undefined;
  readonly color: "green" | "yellow" | "orange" | "red" | "text" | "blue";
}

export interface Query {
  readonly expr: string;
  /** Legend, e.g. `{{method}}`. Default: the labels. */
  readonly legend?: string;
  /** The newest value only, for tables and stats. Default: the whole range. */
  readonly instant?: boolean;
  readonly format?: "time_series" | "table";
  readonly datasource?: Datasource;
  /** Narrowest `$__rate_interval` of the query: see `WINDOW`. Default: four times the interval of the scrapes. */
  readonly window?: Window;
}

/** One panel before it has a place: `key` is stable, since its id and every link to it derive from it. */
export interface PanelSpec {
  readonly key: string;
  readonly type: PanelType;
  readonly title: string;
  /** What the number means and where to look next; shown on hover, never empty. */
  readonly description: string;
  readonly queries: readonly Query[];
  /** Grafana unit id: `reqps`, `ms`, `percent`, `decbytes`. */
  readonly unit: string;
  /** Columns of 24. Default: 8. */
  readonly width?: number;
  /** Rows of 30 pixels. Default: 8. */
  readonly height?: number;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly steps?: readonly Step[];
  readonly stacked?: boolean;
  /** Bars in place of lines: for what is counted per interval. */
  readonly bars?: boolean;
  /** Colours by the name of a series, where a colour means something. */
  readonly colors?: Readonly<Record<string, Step["color"]>>;
  /** Text where there is no data; silence is not always bad news. */
  readonly noValue?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Where a click on a value leads; Grafana fills in `${__field.labels.x}`, in a table `${__data.fields.x}`. */
  readonly dataLinks?: readonly { readonly title: string; readonly url: string }[];
  readonly transformations?: readonly {
    readonly id: string;
    readonly options: Readonly<Record<string, unknown>>;
  }[];
}

/** A row: its panels flow from left to right. Without a title they stand at the top of the dashboard. */
export interface RowSpec {
  readonly title?: string;
  readonly collapsed?: boolean;
  readonly panels: readonly PanelSpec[];
}
