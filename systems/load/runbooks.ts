import { runbooksDashboard, runbooksUid } from "../../dashboards/runbooks";
import type { RunbookPage } from "../../dashboards/runbooks";
import type { DashboardSource } from "../../dashboards/contract";
import type { System } from "../model";
import type { RuleFile } from "../plan";
import type { ProjectFiles } from "./files";
import { RUNBOOK_ANNOTATION } from "./links";
import { isAlert } from "./rule-reader";

/** The systems, each with its runbooks as one more dashboard: a page for every alert that is installed and has one. */
export function withRunbooks(
  systems: readonly System[],
  ruleFiles: readonly RuleFile[],
  files: ProjectFiles,
): readonly System[] {
  return systems.map((system) => {
    const pages = pagesOf(system.name, ruleFiles, files);
    if (pages.length === 0) return system;
    const source: DashboardSource = {
      kind: "built",
      uid: runbooksUid(system.name),
      title: `Runbooks: ${system.title}`,
      build: () => runbooksDashboard(system, pages),
    };
    return { ...system, dashboards: [...system.dashboards, source] };
  });
}

function pagesOf(system: string, ruleFiles: readonly RuleFile[], files: ProjectFiles): RunbookPage[] {
  const pages = ruleFiles
    .filter((file) => file.system === system)
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules.filter(isAlert)))
    .map(({ alert, annotations }) => [alert, annotations?.[RUNBOOK_ANNOTATION]] as const);
  return [...new Map(pages)].flatMap(([alert, path]) => {
    const markdown = path !== undefined && files.exists(path) ? files.read(path) : undefined;
    return typeof markdown === "string" ? [{ alert, markdown }] : [];
  });
}
