import type { Urls } from "../../base/exposure";
import type { AlertRule } from "../../base/rules";
import { agentsNamespace } from "../../config/schema/platform";
import type { Settings } from "../../config/schema";

/** Annotation of a rule file: LogQL of the lines to look at, may hold `{{ $labels.pod }}`; becomes `logs_url`. */
export const LOGS_ANNOTATION = "logs";

/** Which lines this stack collects. */
export interface LogSources {
  /** Of pods, but for those of `excludedNamespaces`. */
  readonly pods: boolean;
  readonly excludedNamespaces: readonly string[];
  /** Of the nodes' own files. */
  readonly host: boolean;
  /** Namespaces by the words that our rule files have for them. */
  readonly namespaces: Readonly<Record<string, string>>;
}

/** Undefined without a Loki, or without a collector that fills it. */
export function logSources(settings: Settings): LogSources | undefined {
  const { loki, logs, namespace, exposure } = settings;
  if (!loki.enabled || logs.collector === "none") return undefined;
  return {
    pods: logs.pods.enabled,
    excludedNamespaces: logs.pods.excludeNamespaces,
    host: logs.host,
    namespaces: {
      $stackNamespace: namespace.name,
      $agentsNamespace: agentsNamespace(settings),
      $traefikNamespace: exposure.traefik.namespace,
    },
  };
}

/** The annotation's query: any text that begins with a stream selector. */
export function logQuery(annotations: Readonly<Record<string, string>> = {}): string | undefined {
  const text = annotations[LOGS_ANNOTATION];
  return text !== undefined && /^\s*\{\s*\w+\s*[=!]/.test(text) ? text : undefined;
}

/** Grafana's Explore with the query typed in, over the last hour; undefined where such lines are not collected. */
export function logsUrl(query: string, sources: LogSources, urls: Urls): string | undefined {
  const placed = query.replaceAll(/\$\w+Namespace\b/g, (word) => sources.namespaces[word] ?? word);
  if (!isCollected(placed, sources)) return undefined;
  const labels = [...placed.matchAll(TEMPLATE)].map(([, label = ""]) => label);
  const url = `${urls.grafana}/explore?schemaVersion=1&orgId=1&panes=${explorePanes(placed)}`;
  // A link to `{namespace=""}` would lead nowhere: an alert on a series without the label gets none.
  const present = [...new Set(labels)].map((label) => `$labels.${label}`);
  if (present.length === 0) return url;
  return `{{ if ${present.length === 1 ? "" : "and "}${present.join(" ")} }}${url}{{ end }}`;
}

const TEMPLATE = /\{\{\s*\$labels\.(\w+)\s*\}\}/g;

/** https://grafana.com/docs/grafana/latest/explore/ Labels' values are put in, escaped, by Prometheus. */
function explorePanes(expr: string): string {
  const queries = [{ refId: "A", datasource: { type: "loki", uid: "loki" }, expr }];
  const pane = { datasource: "loki", queries, range: { from: "now-1h", to: "now" } };
  const text = JSON.stringify({ logs: pane });
  const literals = text.split(TEMPLATE).filter((_, index) => index % 2 === 0);
  const labels = [...text.matchAll(TEMPLATE)].map(([, label = ""]) => `{{ urlquery $labels.${label} }}`);
  return literals.map((literal, index) => encodeURIComponent(literal) + (labels[index] ?? "")).join("");
}

function isCollected(query: string, { pods, host, excludedNamespaces }: LogSources): boolean {
  if (/\bjob="host"/.test(query)) return host;
  const [, namespace] = /\bnamespace="([^"]*)"/.exec(query) ?? [];
  return namespace === undefined || (pods && !excludedNamespaces.includes(namespace));
}

/** The query behind an installed alert's `logs_url`, with a word for each label that Prometheus puts in. */
export function linkedQuery({ annotations = {} }: Pick<AlertRule, "annotations">): string | undefined {
  const [, panes] = /\/explore\?.*&panes=(.*?)(?:\{\{ end \}\})?$/.exec(annotations.logs_url ?? "") ?? [];
  if (panes === undefined) return undefined;
  const text = decodeURIComponent(panes.replaceAll(/\{\{ urlquery \$labels\.\w+ \}\}/g, "x"));
  const { logs } = JSON.parse(text) as { readonly logs: { readonly queries: readonly { expr: string }[] } };
  return logs.queries[0]?.expr;
}
