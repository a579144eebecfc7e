import type { PanelSpec } from "./types";

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
