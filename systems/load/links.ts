import { panelId } from "../../dashboards/panel-id";
import type { Rule, Urls } from "../plan";

/** Where the runbook pages are read; one page per alert, `docs/runbooks/<Alert>.md`. */
export const RUNBOOK_BASE = "https://github.com/vigie-monitoring/vigie/blob/main/docs/runbooks";
export const RUNBOOK_FOLDER = "docs/runbooks";

/** Annotation of our rule files that names a panel: `<dashboard uid>/<panel key>`; becomes `dashboard_url`. */
export const DASHBOARD_ANNOTATION = "dashboard";

/** `uid/key` of our dashboards; `uid/12` or `uid` alone for the user's own JSON. */
export function panelUrl(urls: Urls, reference: string): string {
  const { uid, panel } = panelReference(reference);
  const base = `${urls.grafana}/d/${uid}`;
  return panel === undefined ? base : `${base}?viewPanel=${panel}`;
}

export function panelReference(reference: string): { uid: string; panel: number | undefined } {
  const [uid = "", key] = reference.split("/", 2);
  if (key === undefined || key === "") return { uid, panel: undefined };
  return { uid, panel: /^\d+$/.test(key) ? Number(key) : panelId(uid, key) };
}

export interface Linking {
  readonly system: string;
  readonly urls: Urls;
  hasRunbook(alert: string): boolean;
}

/** The rule as it is installed: label `system`, and the links a human follows from the notification. */
export function linkedRule(rule: Rule, { system, urls, hasRunbook }: Linking): Rule {
  // A rule over the series of every system names `system` itself, from the series.
  const labels = { system, ...rule.labels };
  if ("record" in rule) return { ...rule, labels };
  const { [DASHBOARD_ANNOTATION]: panel, ...own } = rule.annotations ?? {};
  const annotations = {
    ...(hasRunbook(rule.alert) ? { runbook_url: `${RUNBOOK_BASE}/${rule.alert}.md` } : {}),
    ...(panel === undefined ? {} : { dashboard_url: panelUrl(urls, panel) }),
    ...own,
  };
  return { ...rule, labels, annotations };
}
