import type { VariableJson } from "./types";

/** Chooses the Prometheus; ours is provisioned with the uid `prometheus`. */
export function prometheusVariable(): VariableJson {
  return datasource("datasource", "Data source", "prometheus", "Prometheus");
}

/** Chooses the Loki; ours is provisioned with the uid `loki`. */
export function lokiVariable(): VariableJson {
  return datasource("loki_datasource", "Logs", "loki", "Loki");
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
    datasource: { type: "prometheus", uid: "${datasource}" },
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
