import { parse } from "yaml";
import type { KubeObject } from "../cluster";

/** One label matcher of a query. */
export interface Matcher {
  readonly label: string;
  readonly operator: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

/** One series selector of a query. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** Every series selector in a PromQL expression, and every label that it groups by. Variables must have been replaced. */
export async function readQuery(expression: string): Promise<{
  selectors: readonly Selector[];
  groups: readonly string[];
}> {
  // An ES module without a CommonJS twin.
  const { parser } = await import("@prometheus-io/lezer-promql");
  const selectors: Selector[] = [];
  const groups: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ node }) => {
      const text = expression.slice(node.from, node.to);
      if (node.name === "GroupingLabels") groups.push(...(text.match(/\w+/g) ?? []));
      const name = node.name === "VectorSelector" ? node.getChild("Identifier") : null;
      if (name !== null)
        selectors.push({ metric: expression.slice(name.from, name.to), matchers: matchersOf(text) });
    },
  });
  return { selectors, groups };
}

function matchersOf(selector: string): readonly Matcher[] {
  return [...selector.matchAll(/(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"/g)].map(
    ([, label = "", operator, value = ""]) => ({
      label,
      operator: operator as Matcher["operator"],
      value,
    }),
  );
}

/** Expressions of every rule that the objects bring along, with the `system` label of the rule. */
export function ruleExpressions(objects: readonly KubeObject[]): readonly { system: string; expr: string }[] {
  return files(objects, "prometheus-rules").flatMap(([file, text]) => {
    const { groups } = parse(text) as {
      groups: { rules: { expr: string; labels?: Record<string, string> }[] }[];
    };
    const system = file.split(/[-.]/)[0] ?? "";
    return groups.flatMap(({ rules }) =>
      rules.map(({ expr, labels }) => ({ system: labels?.system ?? system, expr })),
    );
  });
}

/** The files in the ConfigMap of that name. */
export function files(
  objects: readonly KubeObject[],
  configMap: string,
): readonly (readonly [string, string])[] {
  const found = objects.find(
    ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith(configMap),
  );
  return Object.entries((found?.data ?? {}) as Record<string, string>);
}

/** A panel's query, variables replaced by what matches everything. */
export interface PanelQuery {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
}

/** Prometheus queries of every panel in the dashboards. */
export function panelExpressions(objects: readonly KubeObject[]): readonly PanelQuery[] {
  return panelQueries(objects, "prometheus");
}

/** Loki queries of every panel in the dashboards. */
export function logExpressions(objects: readonly KubeObject[]): readonly PanelQuery[] {
  return panelQueries(objects, "loki");
}

function panelQueries(objects: readonly KubeObject[], type: string): readonly PanelQuery[] {
  return dashboardFiles(objects).flatMap(([dashboard, text]) =>
    panels(JSON.parse(text) as Panel).flatMap((panel) =>
      (panel.targets ?? []).flatMap(({ expr, datasource }) =>
        expr === undefined || (datasource ?? panel.datasource)?.type !== type
          ? []
          : [
              {
                dashboard,
                panel: panel.title ?? "",
                expr: withoutVariables(expr),
              },
            ],
      ),
    ),
  );
}

interface Panel {
  readonly title?: string;
  readonly datasource?: { readonly type?: string };
  readonly targets?: readonly { readonly expr?: string; readonly datasource?: { readonly type?: string } }[];
  readonly panels?: readonly Panel[];
}

function panels(panel: Panel): readonly Panel[] {
  return [panel, ...(panel.panels ?? []).flatMap(panels)];
}

function dashboardFiles(objects: readonly KubeObject[]): readonly (readonly [string, string])[] {
  return objects
    .filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("dashboard-"))
    .flatMap((object) => Object.entries((object.data ?? {}) as Record<string, string>));
}

/** The value of "All", as every dashboard's variables declare it. */
const EVERYTHING = ".+";

/** What Grafana puts in: intervals for its own variables, a pattern for everything for the user's choices. */
function withoutVariables(expr: string): string {
  return (
    expr
      .replaceAll(/\[\$__auto\]/g, "[5m]")
      .replaceAll(
        /\$(__rate_interval|__interval|__range)\b|\$\{(__rate_interval|__interval|__range)\}/g,
        "5m",
      )
      // A search for nothing finds every line.
      .replaceAll(/\|(=|~)\s*"\$\{?\w+(:\w+)?\}?"/g, '|$1 ""')
      .replaceAll(/=\s*"\$\{?\w+(:\w+)?\}?"/g, `=~"${EVERYTHING}"`)
      .replaceAll(/\$\{?\w+(:\w+)?\}?/g, EVERYTHING)
  );
}
