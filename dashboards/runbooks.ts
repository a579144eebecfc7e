import type { DashboardInput, DashboardJson } from "./contract";
import { dashboard } from "./kit";
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
 * what to do, with no other server and no access to the repository.
 */
export function runbooksDashboard(
  system: { readonly name: string; readonly title: string },
  pages: readonly RunbookPage[],
  input: DashboardInput,
): DashboardJson {
  const frame = dashboard(
    {
      uid: runbooksUid(system.name),
      title: `Runbooks: ${system.title}`,
      description: `What each alert of ${system.title} means, what to check first and how to fix it.`,
      tags: ["runbooks", system.name],
      alerts: `system="${system.name}"`,
      variables: [],
      rows: [],
    },
    input,
  );
  const sorted = [...pages].sort((a, b) => (a.alert < b.alert ? -1 : 1));
  return {
    ...frame,
    // Text does not change by itself, and alerts are not drawn on it.
    refresh: "",
    annotations: { list: [] },
    panels: sorted.map((page, index) => textPanel(system.name, page, index)),
  };
}

function textPanel(system: string, { alert, markdown }: RunbookPage, index: number): object {
  return {
    id: runbookPanelId(system, alert),
    type: "text",
    title: alert,
    transparent: false,
    gridPos: { x: 0, y: index * HEIGHT, w: WIDTH, h: HEIGHT },
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
