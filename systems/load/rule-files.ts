import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import type { System } from "../model";
import type { Urls } from "../../base/exposure";
import type { AlertRule, Rule, RuleFile, RuleGroup } from "../plan";
import { idOf, resolveAlert } from "./alert-names";
import type { AlertId } from "./alert-names";
import type { ProjectFiles } from "./files";
import { linkedRule, RUNBOOK_FOLDER } from "./links";
import type { ParsedRules } from "./rules";
import { parseRules } from "./rules";
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
  const prometheus = systems.flatMap((system) => readSources(system, system.rules, context.reader));
  const loki = systems.flatMap((system) => readSources(system, system.lokiRules, context.reader));
  const all = [...prometheus, ...loki];
  const { disabled, problems } = resolveDisabled(all.flatMap(alertIds), context.disabled);
  const install = (source: ReadSource) => installed(source, disabled, context);
  return {
    ruleFiles: prometheus
      .map(install)
      .map(withPromptGroups)
      .filter(({ groups }) => groups.length > 0),
    lokiRuleFiles: loki.map(install).filter(({ groups }) => groups.length > 0),
    problems: [
      ...new Set(all.flatMap(({ parsed }) => parsed.problems)),
      ...duplicates(all),
      ...duplicateFileNames(prometheus),
      ...duplicateFileNames(loki),
      ...problems,
    ],
  };
}

/**
 * How often groups with an alert on something that is down are evaluated. Prometheus marks the series of a target that
 * vanished only two intervals after its last sample (endOfRunStaleness in
 * https://github.com/prometheus/prometheus/blob/v3.15.0/scrape/scrape.go): 31.5 s at a scrape every 15 s. Another 15 s
 * until the next evaluation would break the promise to tell within `for` plus 45 s; seen on the real program.
 */
const PROMPT = "5s";

/** An interval that the rule file names itself is kept. */
function withPromptGroups(file: RuleFile): RuleFile {
  const isDown = (rule: Rule): boolean => isAlert(rule) && rule.alert.endsWith("Down");
  const groups = file.groups.map((group) =>
    group.interval === undefined && group.rules.some(isDown) ? { ...group, interval: PROMPT } : group,
  );
  return { ...file, groups };
}

interface ReadSource {
  readonly system: string;
  readonly file: string;
  readonly fileName: string;
  readonly parsed: ParsedRules;
  /** Names of the alerts that the system offers, switched off or not. */
  readonly offered: readonly string[];
}

function readSources({ name }: System, sources: System["rules"], reader: RuleReader): ReadSource[] {
  return sources.map(({ file, without = [] }) => {
    const parsed = reader.read(file);
    const offered = [...parsed.lines.keys()].filter((alert) => !without.includes(alert));
    return { system: name, file, fileName: `${name}-${basename(file, extname(file))}.yaml`, parsed, offered };
  });
}

function alertIds({ system, offered }: ReadSource): AlertId[] {
  return offered.map((alert) => ({ system, alert }));
}

function installed(
  { system, file, fileName, parsed, offered }: ReadSource,
  disabled: ReadonlySet<string>,
  { files, urls, runbookBaseUrl }: RuleContext,
): RuleFile {
  const named = (alert: string) => idOf({ system, alert });
  const hasRunbook = (alert: string) => existsSync(`${files.root}/${RUNBOOK_FOLDER}/${named(alert)}.md`);
  const linking = { system, urls, runbookBaseUrl, hasRunbook };
  const isInstalled = (rule: Rule) =>
    !isAlert(rule) || (offered.includes(rule.alert) && !disabled.has(named(rule.alert)));
  const groups: RuleGroup[] = parsed.groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter(isInstalled).map((rule) => linkedRule(rule, linking)),
    }))
    .filter((group) => group.rules.length > 0);
  return { system, fileName, source: file, groups };
}

/** An alert is disabled, tested, documented and silenced by its name, so in one system one name is one alert. */
function duplicates(all: readonly ReadSource[]): Problem[] {
  const first = new Map<string, string>();
  return all.flatMap((source) =>
    alertIds(source).flatMap((id) => {
      const at = `${source.file}:${source.parsed.lines.get(id.alert) ?? 1}`;
      const before = first.get(idOf(id));
      if (before === undefined) {
        first.set(idOf(id), at);
        return [];
      }
      return [{ at, reason: `alert "${id.alert}" exists already in ${before}`, fix: "rename one of them" }];
    }),
  );
}

function duplicateFileNames(all: readonly ReadSource[]): Problem[] {
  const first = new Map<string, string>();
  return all.flatMap(({ fileName, file }) => {
    const before = first.get(fileName);
    if (before === undefined) {
      first.set(fileName, file);
      return [];
    }
    const reason = before === file ? "is named twice" : `would be mounted as ${fileName}, as ${before} is`;
    return [{ at: file, reason, fix: before === file ? "name it once" : "rename one of them" }];
  });
}

function resolveDisabled(known: readonly AlertId[], names: readonly string[]) {
  const resolved = names.map((name, index) =>
    resolveAlert(name, known, `vigie:alerting.disabledAlerts[${index}]`),
  );
  return {
    disabled: new Set(resolved.filter((one) => typeof one === "string")),
    problems: resolved.filter((one) => typeof one !== "string"),
  };
}

export function isAlert(rule: Rule): rule is AlertRule {
  return "alert" in rule;
}
