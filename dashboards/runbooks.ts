import type { DashboardJson } from "./contract";
import { dashboard, firingAlerts, series, targetVariables } from "./kit";
import type { PanelSpec } from "./kit";
import { panelId } from "./panel-id";

const WIDTH = 24;
/** Rows of 30 pixels: enough to read the meaning and the first checks; a link from an alert shows the page alone. */
const HEIGHT = 14;
const MAX_UID = 40;

/** One runbook page, as Markdown. */
export interface RunbookPage {
  readonly alert: string;
  readonly markdown: string;
}

/** uid of the dashboard that holds a system's runbooks. */
export function runbooksUid(system: string): string {
  return `runbooks-${system}`.slice(0, MAX_UID);
}

/** The page's panel within that dashboard; stable, so that links in old messages live on. */
export function runbookPanelId(system: string, alert: string): number {
  return panelId(runbooksUid(system), alert);
}

/**
 * The runbooks of one system as a dashboard of text panels: whoever can open Grafana can read what an alert means and
 * what to do, with no other server and no access to the repository. Above them stands what is wrong right now.
 */
export function runbooksDashboard(
  system: { readonly name: string; readonly title: string },
  pages: readonly RunbookPage[],
): DashboardJson {
  const own = `system="${system.name}"`;
  const frame = dashboard({
    uid: runbooksUid(system.name),
    title: `Runbooks: ${system.title}`,
    description: `What each alert of ${system.title} means, what to check first and how to fix it.`,
    tags: ["runbooks", system.name],
    alerts: own,
    variables: targetVariables(own),
    rows: [{ panels: [firing(own), targetsDown(own)] }],
    refresh: "1m",
  });
  const sorted = [...pages].sort((a, b) => (a.alert < b.alert ? -1 : 1));
  const above = frame.panels as readonly object[];
  return {
    ...frame,
    panels: [...above, ...sorted.map((page, index) => textPanel(system.name, page, index))],
  };
}

const NOW = { width: 12, height: 6 } as const;

function firing(own: string): PanelSpec {
  return firingAlerts(`{${own}}`, {
    ...NOW,
    key: "now-firing",
    title: "Firing now",
    description:
      "Alerts of this system that fire or are about to. Their pages stand below, in alphabetical order.",
  });
}

function targetsDown(own: string): PanelSpec {
  return {
    ...NOW,
    key: "now-down",
    type: "table",
    title: "Targets down now",
    description: "Targets of this system that do not answer: the first thing to know, whatever fires.",
    unit: "short",
    noValue: "none",
    queries: [{ expr: `${series("up", own)} == 0` }],
    transformations: [
      {
        id: "organize",
        options: {
          excludeByName: { Time: true, __name__: true, Value: true, system: true },
          renameByName: { job: "Job", instance: "Instance" },
        },
      },
    ],
  };
}

function textPanel(system: string, { alert, markdown }: RunbookPage, index: number): object {
  return {
    id: runbookPanelId(system, alert),
    type: "text",
    title: alert,
    description: `The runbook of the alert ${alert}.`,
    transparent: false,
    gridPos: { x: 0, y: NOW.height + index * HEIGHT, w: WIDTH, h: HEIGHT },
    options: { mode: "markdown", content: pageText(markdown) },
  };
}

/** The panel bears the title already, and links into the repository lead nowhere from Grafana: their text stays. */
function pageText(markdown: string): string {
  return markdown
    .replace(/^# .*\n+/, "")
    .replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, "$1")
    .trimEnd();
}
