import { panelId } from "../../dashboards/panel-id";
import { runbookPanelId, runbooksUid } from "../../dashboards/runbooks";
import type { Urls } from "../../base/exposure";
import type { AlertRule, Rule } from "../plan";
import { idOf } from "./alert-names";
import { LOGS_ANNOTATION, logQuery, logsUrl } from "./logs-link";
import type { LogSources } from "./logs-link";

/** One page per alert, `docs/runbooks/<system>/<Alert>.md`. */
export const RUNBOOK_FOLDER = "docs/runbooks";

/** Annotation of an installed alert: path of its page. */
export const RUNBOOK_ANNOTATION = "runbook";

/** Annotation of our rule files that names a panel: `<dashboard uid>/<panel key>`; becomes `dashboard_url`. */
export const DASHBOARD_ANNOTATION = "dashboard";

export interface PanelReference {
  readonly uid: string;
  /** Default: the whole dashboard. */
  readonly panel: number | undefined;
}

/** `uid/key` of our dashboards; `uid/12` or `uid` alone for the user's own JSON. Any other text, a URL say, is left alone. */
export function panelReference(
  annotations: Readonly<Record<string, string>> = {},
): PanelReference | undefined {
  const match = /^([\w-]+)(?:\/([\w-]+))?$/.exec(annotations[DASHBOARD_ANNOTATION] ?? "");
  if (match === null) return undefined;
  const [, uid = "", key] = match;
  if (key === undefined) return { uid, panel: undefined };
  return { uid, panel: /^\d+$/.test(key) ? Number(key) : panelId(uid, key) };
}

function panelUrl({ grafana }: Urls, { uid, panel }: PanelReference): string {
  return panel === undefined ? `${grafana}/d/${uid}` : `${grafana}/d/${uid}?viewPanel=${panel}`;
}

export interface Linking {
  readonly system: string;
  readonly urls: Urls;
  /** Where a browser finds that folder; without it `runbook_url` leads to the same page in Grafana. */
  readonly runbookBaseUrl: string | undefined;
  readonly hasRunbook: (alert: string) => boolean;
  /** LogQL of the system's own lines, for alerts that name none themselves; undefined where there are none. */
  readonly logs: string | undefined;
  /** Undefined without any logs. */
  readonly logSources: LogSources | undefined;
}

/** The rule as it is installed: label `system`, and the links a human follows from the notification. */
export function linkedRule(rule: Rule, linking: Linking): Rule {
  const { system, urls } = linking;
  // A rule over the series of every system names `system` itself, from the series.
  const labels = { system, ...rule.labels };
  if ("record" in rule) return { ...rule, labels };
  const annotations = {
    ...runbookLinks(rule, linking),
    ...logsLink(rule, linking),
    ...withPanelUrl(withoutLogs(rule.annotations), urls),
  };
  return { ...rule, labels, annotations };
}

/** Generated alerts name their page themselves: one for all of a kind. */
function runbookLinks(
  rule: AlertRule,
  { system, urls, hasRunbook, runbookBaseUrl }: Linking,
): Record<string, string> {
  const { alert, annotations } = rule;
  const own = `${RUNBOOK_FOLDER}/${idOf({ system, alert })}.md`;
  const page = annotations?.[RUNBOOK_ANNOTATION] ?? (hasRunbook(alert) ? own : undefined);
  if (page?.startsWith(`${RUNBOOK_FOLDER}/`) !== true) return {};
  const served = panelUrl(urls, { uid: runbooksUid(system), panel: runbookPanelId(system, alert) });
  const published = `${runbookBaseUrl?.replace(/\/+$/, "") ?? ""}/${page.slice(RUNBOOK_FOLDER.length + 1)}`;
  return { [RUNBOOK_ANNOTATION]: page, runbook_url: runbookBaseUrl === undefined ? served : published };
}

function logsLink({ annotations }: AlertRule, { urls, logs, logSources }: Linking): Record<string, string> {
  const query = logQuery(annotations) ?? logs;
  if (query === undefined || logSources === undefined) return {};
  const url = logsUrl(query, logSources, urls);
  return url === undefined ? {} : { logs_url: url };
}

function withoutLogs(annotations: AlertRule["annotations"] = {}): Readonly<Record<string, string>> {
  if (logQuery(annotations) === undefined) return annotations;
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => name !== LOGS_ANNOTATION));
}

function withPanelUrl(
  annotations: Readonly<Record<string, string>> = {},
  urls: Urls,
): Record<string, string> {
  const reference = panelReference(annotations);
  if (reference === undefined) return annotations;
  const own = Object.entries(annotations).filter(([name]) => name !== DASHBOARD_ANNOTATION);
  return { dashboard_url: panelUrl(urls, reference), ...Object.fromEntries(own) };
}
