import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import type { System } from "../model";
import type { Urls } from "../../base/exposure";
import type { Rule, RuleFile, RuleGroup } from "../plan";
import type { Settings } from "../../config/schema";
import { idOf } from "./alert-names";
import type { AlertId } from "./alert-names";
import { syntaxMistake } from "./grammar";
import type { Language } from "./grammar";
import type { ProjectFiles } from "./files";
import { linkedRule, RUNBOOK_FOLDER } from "./links";
import type { LogSources } from "./logs-link";
import { changed, readChanges } from "./overrides";
import type { Changes } from "./overrides";
import type { ParsedRules } from "./rules";
import { isAlert } from "./rule-reader";
import type { RuleReader } from "./rule-reader";
import { sharedIds, sloRules } from "./slo-rules";
import { thresholdIn } from "./threshold";
import type { Problem } from "./problems";

export interface LoadedRules {
  readonly ruleFiles: readonly RuleFile[];
  readonly lokiRuleFiles: readonly RuleFile[];
  /** The number that an alert of this file compares with in this stack. Throws when there is none. */
  readonly threshold: (file: string, alert: string) => number;
  readonly problems: readonly Problem[];
}

export interface RuleContext {
  readonly files: ProjectFiles;
  readonly reader: RuleReader;
  readonly urls: Urls;
  readonly alerting: Pick<Settings["alerting"], "disabledAlerts" | "overrides" | "runbookBaseUrl">;
  /** The lines that are collected; undefined for none. */
  readonly logSources: LogSources | undefined;
  /** vigie:prometheus.retention.time. */
  readonly retention: Settings["prometheus"]["retention"]["time"];
}

/** Every rule file of every system as it is installed, and every problem in them. */
export function loadRuleFiles(systems: readonly System[], context: RuleContext): LoadedRules {
  const prometheus = systems.flatMap((system) => [
    ...readSources(system, system.rules, context.reader, "promql"),
    ...generatedSource(system, context.retention),
  ]);
  const loki = systems.flatMap((system) => readSources(system, system.lokiRules, context.reader, "logql"));
  const all = [...prometheus, ...loki];
  const changes = readChanges(context.alerting, all.flatMap(alertIds));
  const inRules: Problem[] = [];
  const logs = new Map(systems.map((system) => [system.name, system.logs]));
  const install = (source: ReadSource) =>
    installed(source, changes, context, inRules, logs.get(source.system));
  return {
    ruleFiles: prometheus
      .map(install)
      .map(withPromptGroups)
      .filter(({ groups }) => groups.length > 0),
    lokiRuleFiles: loki.map(install).filter(({ groups }) => groups.length > 0),
    threshold(file, alert) {
      const system = all.find((source) => source.file === file)?.system ?? "";
      const own = thresholdIn(context.reader.read(file), file, alert);
      return changes.byId.get(idOf({ system, alert }))?.threshold ?? own;
    },
    problems: [
      ...new Set(all.flatMap(({ parsed }) => parsed.problems)),
      ...new Map(all.flatMap(brokenQueries).map((problem) => [problem.at, problem])).values(),
      ...sharedIds(systems),
      ...duplicates(all),
      ...duplicateFileNames(prometheus),
      ...duplicateFileNames(loki),
      ...changes.problems,
      ...inRules,
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
  readonly language: Language;
  readonly parsed: ParsedRules;
  /** Names of the alerts that the system offers, switched off or not. */
  readonly offered: readonly string[];
}

function readSources(
  { name }: System,
  sources: System["rules"],
  reader: RuleReader,
  language: Language,
): ReadSource[] {
  return sources.map(({ file, without = [] }) => {
    const parsed = reader.read(file);
    const offered = [...parsed.lines.keys()].filter((alert) => !without.includes(alert));
    const fileName = `${name}-${basename(file, extname(file))}.yaml`;
    return { system: name, file, fileName, language, parsed, offered };
  });
}

/**
 * Queries of the user's own files that do not parse: Prometheus and Loki would refuse the whole file, and not start the
 * next time. Ours are parsed by the tests.
 */
function brokenQueries({ file, language, parsed }: ReadSource): Problem[] {
  if (file.startsWith("rules/")) return [];
  return (parsed.queries ?? []).flatMap(({ rule, expr, line }) => {
    const mistake = syntaxMistake(expr, language);
    if (mistake === undefined) return [];
    return [{ at: `${file}:${line}`, reason: `${rule}: its query ${mistake.reason}`, fix: mistake.fix }];
  });
}

/** The rules of the system's objectives, where it has any. */
function generatedSource(system: System, retention: RuleContext["retention"]): ReadSource[] {
  if ((system.slos ?? []).length === 0) return [];
  const parsed = sloRules(system, retention);
  const file = `objectives of ${system.name}`;
  const fileName = `${system.name}-slo-generated.yaml`;
  return [
    { system: system.name, file, fileName, language: "promql", parsed, offered: [...parsed.lines.keys()] },
  ];
}

function alertIds({ system, offered }: ReadSource): AlertId[] {
  return offered.map((alert) => ({ system, alert }));
}

function installed(
  { system, file, fileName, language, parsed, offered }: ReadSource,
  { byId }: Changes,
  { files, urls, alerting, logSources }: RuleContext,
  problems: Problem[],
  logs: string | undefined,
): RuleFile {
  const named = (alert: string) => idOf({ system, alert });
  const hasRunbook = (alert: string) => existsSync(`${files.root}/${RUNBOOK_FOLDER}/${named(alert)}.md`);
  const linking = { system, urls, runbookBaseUrl: alerting.runbookBaseUrl, hasRunbook, logs, logSources };
  const wanted = (rule: Rule): readonly Rule[] => {
    if (!isAlert(rule)) return [rule];
    const change = byId.get(named(rule.alert));
    if (!offered.includes(rule.alert) || change?.enabled === false) return [];
    const own = changed(rule, change, language);
    if (!("reason" in own)) return [own];
    problems.push(own);
    return [];
  };
  const groups: RuleGroup[] = parsed.groups
    .map((group) => ({
      ...group,
      rules: group.rules.flatMap(wanted).map((rule) => linkedRule(rule, linking)),
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
