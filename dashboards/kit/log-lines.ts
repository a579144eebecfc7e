import type { PanelSpec } from "./types";

/** From a value to the lines of its namespace; `field` is where Grafana finds a label: `__field.labels`, `__data.fields`. */
export function toLogs(field: "__field.labels" | "__data.fields"): NonNullable<PanelSpec["dataLinks"]> {
  return [
    {
      title: "Logs of the namespace",
      url: `/d/vigie-logs?var-namespace=\${${field}.namespace}&\${__url_time_range}`,
    },
  ];
}

/** Recent lines of a namespace's pods, narrowed by what the reader searches for; lines of level debug are left out. */
export function logLines(namespace: string, title: string, description: string): PanelSpec {
  return {
    key: "logs",
    type: "logs",
    title,
    description,
    unit: "short",
    width: 24,
    height: 10,
    queries: [{ datasource: "loki", expr: `{namespace="${namespace}", level!="debug"} |~ \`(?i)$search\`` }],
  };
}
