import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import type { System } from "../model";
import type { AlertRule, Rule, RuleFile, RuleGroup, Urls } from "../plan";
import type { ProjectFiles } from "./files";
import { linkedRule, RUNBOOK_FOLDER } from "./links";
import type { ParsedRules } from "./rules";
import { parseRules } from "./rules";
import { didYouMean } from "../../config/suggest";
import type { Problem } from "./problems";

export interface LoadedRules {
  readonly ruleFiles: readonly RuleFile[];
  readonly lokiRuleFiles: readonly RuleFile[];
  readonly problems: readonly Problem[];
}

/** Parses each rule file once, however many ask for it. */
export interface RuleReader {
  read(file: string): ParsedRules;
}

export function ruleReader(files: ProjectFiles): RuleReader {
  const parsed = new Map<string, ParsedRules>();
  return {
    read(file) {
      const known = parsed.get(file);
      if (known !== undefined) return known;
      const text = files.read(file);
      const rules =
        typeof text === "string"
          ? parseRules(file, text)
          : { groups: [], lines: new Map<string, number>(), problems: [text] };
      parsed.set(file, rules);
      return rules;
    },
  };
}

export interface RuleContext {
  readonly files: ProjectFiles;
  readonly reader: RuleReader;
  readonly urls: Urls;
  /** vigie:alerting.disabledAlerts. */
  readonly disabled: readonly string[];
  /** vigie:alerting.runbookBaseUrl. */
  readonly runbookBaseUrl?: string | undefined;
}

/** Every rule file of every system as it is installed, and every problem in them. */
export function loadRuleFiles(systems: readonly System[], context: RuleContext): LoadedRules {
  const prometheus = systems.flatMap((system) => loadSource(system, system.rules, context));
  const loki = systems.flatMap((system) => loadSource(system, system.lokiRules, context));
  const all = [...prometheus, ...loki];
  return {
    ruleFiles: prometheus.flatMap(({ ruleFile }) => (ruleFile.groups.length === 0 ? [] : [ruleFile])),
    lokiRuleFiles: loki.flatMap(({ ruleFile }) => (ruleFile.groups.length === 0 ? [] : [ruleFile])),
    problems: [
      ...new Set(all.flatMap(({ problems }) => problems)),
      ...duplicates(all),
      ...duplicateFileNames(prometheus),
      ...duplicateFileNames(loki),
      ...unknownDisabled(all, context.disabled),
    ],
  };
}

interface LoadedSource {
  readonly ruleFile: RuleFile;
  readonly parsed: ParsedRules;
  /** Names of the alerts that the system offers, switched off or not. */
  readonly offered: readonly string[];
  readonly problems: readonly Problem[];
}

function loadSource(system: System, sources: System["rules"], context: RuleContext): LoadedSource[] {
  const hasRunbook = (alert: string) => existsSync(`${context.files.root}/${RUNBOOK_FOLDER}/${alert}.md`);
  const { urls, runbookBaseUrl } = context;
  const linking = { system: system.name, urls, runbookBaseUrl, hasRunbook };
  return sources.map(({ file, without = [] }) => {
    const parsed = context.reader.read(file);
    const offered = [...parsed.lines.keys()].filter((name) => !without.includes(name));
    const isInstalled = (rule: Rule) =>
      !isAlert(rule) || (offered.includes(rule.alert) && !context.disabled.includes(rule.alert));
    const groups: RuleGroup[] = parsed.groups
      .map((group) => ({
        ...group,
        rules: group.rules.filter(isInstalled).map((rule) => linkedRule(rule, linking)),
      }))
      .filter((group) => group.rules.length > 0);
    const fileName = `${system.name}-${basename(file, extname(file))}.yaml`;
    const ruleFile = { system: system.name, fileName, source: file, groups };
    return { ruleFile, parsed, offered, problems: parsed.problems };
  });
}

/** An alert is disabled, tested, documented and silenced by its name, so one name is one alert. */
function duplicates(all: readonly LoadedSource[]): Problem[] {
  const first = new Map<string, string>();
  return all.flatMap(({ ruleFile: { source }, parsed, offered }) =>
    offered.flatMap((name) => {
      const at = `${source}:${parsed.lines.get(name) ?? 1}`;
      const before = first.get(name);
      if (before === undefined) {
        first.set(name, at);
        return [];
      }
      return [{ at, reason: `alert "${name}" exists already in ${before}`, fix: "rename one of them" }];
    }),
  );
}

function duplicateFileNames(all: readonly LoadedSource[]): Problem[] {
  const first = new Map<string, string>();
  return all.flatMap(({ ruleFile: { fileName, source } }) => {
    const before = first.get(fileName);
    if (before === undefined) {
      first.set(fileName, source);
      return [];
    }
    const reason = before === source ? "is named twice" : `would be mounted as ${fileName}, as ${before} is`;
    return [{ at: source, reason, fix: before === source ? "name it once" : "rename one of them" }];
  });
}

function unknownDisabled(all: readonly LoadedSource[], disabled: readonly string[]): Problem[] {
  const known = all.flatMap(({ offered }) => offered);
  return disabled.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [
          {
            at: `vigie:alerting.disabledAlerts[${index}]`,
            reason: `no alert "${name}" in this stack`,
            fix: didYouMean(name, known, "there are no alerts"),
          },
        ],
  );
}

export function isAlert(rule: Rule): rule is AlertRule {
  return "alert" in rule;
}
