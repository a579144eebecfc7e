import type { VariableJson } from "./types";

/**
 * What every dashboard on Prometheus lets the reader choose: the data source, then the job and the instance of the targets
 * that `targets` matches, e.g. `system="gauzian"`. Names and labels are the ones that Grafana's dashboard-linter asks for.
 */
export function targetVariables(targets: string): readonly VariableJson[] {
  return seriesVariables(`up{${targets}}`, `up{${targets}, job=~"$job"}`);
}

/** The same, of series that are not scraped: the instances are those of `chosen`, which narrows `series` to `$job`. */
export function seriesVariables(series: string, chosen: string): readonly VariableJson[] {
  return [
    prometheusVariable(),
    labelVariable({ name: "job", label: "Job", query: `label_values(${series}, job)` }),
    labelVariable({ name: "instance", label: "Instance", query: `label_values(${chosen}, instance)` }),
  ];
}

/** Chooses the Prometheus; ours is provisioned with the uid `prometheus`. */
function prometheusVariable(): VariableJson {
  return datasource("prometheus_datasource", "Prometheus data source", "prometheus", "Prometheus");
}

/** Chooses the Loki; ours is provisioned with the uid `loki`. */
export function lokiVariable(): VariableJson {
  return datasource("loki_datasource", "Loki data source", "loki", "Loki");
}

function datasource(name: string, label: string, query: string, text: string): VariableJson {
  return {
    name,
    label,
    type: "datasource",
    query,
    current: { selected: true, text, value: query },
    hide: 0,
    multi: false,
    includeAll: false,
    refresh: 1,
    regex: "",
    skipUrlSync: false,
  };
}

export interface LabelVariable {
  readonly name: string;
  readonly label: string;
  /** `label_values(up{job="x"}, instance)` */
  readonly query: string;
  /** Several values, and "All". Default: true. */
  readonly multi?: boolean;
}

/** The values of a label; "All" matches every value, also one that appears later. */
export function labelVariable({ name, label, query, multi = true }: LabelVariable): VariableJson {
  return {
    name,
    label,
    type: "query",
    datasource: { type: "prometheus", uid: "${prometheus_datasource}" },
    query: { query, refId: name },
    definition: query,
    refresh: 2,
    sort: 1,
    regex: "",
    hide: 0,
    skipUrlSync: false,
    multi,
    includeAll: multi,
    ...(multi ? { allValue: ".+", current: { selected: true, text: "All", value: "$__all" } } : {}),
  };
}

/** Values of a stream label in Loki. */
export function lokiLabelVariable({ name, label, query }: LabelVariable): VariableJson {
  return {
    name,
    label,
    type: "query",
    datasource: { type: "loki", uid: "${loki_datasource}" },
    query: { label: query, refId: name, stream: "", type: 1 },
    definition: `label_values(${query})`,
    refresh: 2,
    sort: 1,
    regex: "",
    hide: 0,
    skipUrlSync: false,
    multi: true,
    includeAll: true,
    allValue: ".+",
    current: { selected: true, text: "All", value: "$__all" },
  };
}

/** What log panels look for: `$search`, a regular expression; empty, it lets every line through. */
export function searchVariable(): VariableJson {
  return textVariable("search", "Search in logs (regex)");
}

/** A text that the reader types. */
export function textVariable(name: string, label: string): VariableJson {
  return {
    name,
    label,
    type: "textbox",
    query: "",
    current: { selected: true, text: "", value: "" },
    options: [{ selected: true, text: "", value: "" }],
    hide: 0,
    skipUrlSync: false,
  };
}
