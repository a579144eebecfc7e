import { runbooksDashboard, runbooksUid } from "../../dashboards/runbooks";
import type { RunbookPage } from "../../dashboards/runbooks";
import type { DashboardSource } from "../../dashboards/contract";
import type { System } from "../model";
import type { AlertRule, RuleFile } from "../plan";
import type { ProjectFiles } from "./files";
import { RUNBOOK_ANNOTATION } from "./links";
import { isAlert } from "./rule-reader";
import type { RuleReader } from "./rule-reader";
import { finalThreshold } from "./threshold";
import { retold } from "./threshold-text";

/** The systems, each with its runbooks as one more dashboard: a page for every alert that is installed and has one. */
export function withRunbooks(
  systems: readonly System[],
  ruleFiles: readonly RuleFile[],
  files: ProjectFiles,
  reader: RuleReader,
): readonly System[] {
  return systems.map((system) => {
    const pages = pagesOf(system.name, ruleFiles, files, reader);
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

function pagesOf(
  system: string,
  ruleFiles: readonly RuleFile[],
  files: ProjectFiles,
  reader: RuleReader,
): RunbookPage[] {
  const pages = ruleFiles
    .filter((file) => file.system === system)
    .flatMap(({ source, groups }) =>
      groups.flatMap(({ rules }) => rules.filter(isAlert).map((rule) => ({ source, rule }))),
    )
    .map((installed) => [installed.rule.alert, installed] as const);
  return [...new Map(pages).values()].flatMap(({ source, rule }) => {
    const path = rule.annotations?.[RUNBOOK_ANNOTATION];
    const markdown = path !== undefined && files.exists(path) ? files.read(path) : undefined;
    if (typeof markdown !== "string") return [];
    const written = files.exists(source) ? alertIn(reader, source, rule.alert) : undefined;
    return [{ alert: rule.alert, markdown: retoldPage(markdown, written, rule) }];
  });
}

function alertIn(reader: RuleReader, source: string, alert: string): AlertRule | undefined {
  const rules = reader.read(source).groups.flatMap((group) => group.rules);
  return rules.filter(isAlert).find((rule) => rule.alert === alert);
}

/** The page as it is true for this stack: with the severity and the threshold that its stack file gives the alert. */
function retoldPage(markdown: string, written: AlertRule | undefined, installed: AlertRule): string {
  const severity = installed.labels?.severity;
  const page =
    severity === undefined ? markdown : markdown.replace(/^Severity: \w+\./m, `Severity: ${severity}.`);
  const [before, after] = [written, installed].map((rule) => finalThreshold(rule?.expr ?? ""));
  if (before === undefined || after === undefined || before === after) return page;
  return page.replace(/^## Meaning\n[\s\S]*?(?=^## )/m, (meaning) => retold(meaning, before, after));
}
