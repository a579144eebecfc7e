import { durationSeconds } from "../../config/schema/scalars";
import { idOf } from "../../systems/load/alert-names";
import { linkedQuery } from "../../systems/load/logs-link";
import type { Plan, RuleFile, RuleGroup } from "../../systems/plan";
import { alertsOf, type Alert } from "./alert";
import type { Finding } from "./finding";
import type { QueryLanguage, SyntaxCheck } from "./query";

const SEVERITIES: readonly string[] = ["critical", "warning", "performance", "info", "none"];

/** Every rule's expression parses, every alert says how bad it is and what it means, every name is one alert of its system. */
export function checkRules({ ruleFiles, lokiRuleFiles }: Plan, syntax: SyntaxCheck): Finding[] {
  return [
    ...ruleFiles.flatMap((file) => checkFile(file, "promql", syntax)),
    ...lokiRuleFiles.flatMap((file) => checkFile(file, "logql", syntax)),
    ...duplicateNames([...ruleFiles, ...lokiRuleFiles]),
  ];
}

function checkFile(file: RuleFile, language: QueryLanguage, syntax: SyntaxCheck): Finding[] {
  const { groups, source } = file;
  const expressions = groups.flatMap(({ name, rules }) =>
    rules.map((rule) => ({
      where: `${source}: ${name}: ${"alert" in rule ? rule.alert : rule.record}`,
      ...rule,
    })),
  );
  const broken = expressions.flatMap(({ where, expr }) => {
    const reason = syntax(language, expr);
    return reason === undefined
      ? []
      : [{ area: "rules", where, reason: `expr ${reason}`, fix: `write valid ${language}` }];
  });
  const alerts = groups.flatMap(alertsOf);
  return [
    ...broken,
    ...groups.flatMap((group) => checkInterval(group, source)),
    ...alerts.flatMap((alert) => checkLogs(alert, source, syntax)),
    ...alerts.flatMap((alert) => checkAlert(alert, source)),
  ];
}

function checkLogs({ name, group, rule }: Alert, source: string, syntax: SyntaxCheck): Finding[] {
  const query = linkedQuery(rule);
  const reason = query === undefined ? undefined : syntax("logql", query);
  if (reason === undefined) return [];
  const where = `${source}: ${group}: ${name}`;
  return [{ area: "rules", where, reason: `annotation logs ${reason}`, fix: "write valid logql" }];
}

/**
 * Two evaluations have to fit into the five minutes for which Prometheus remembers a value, or one that is late leaves a gap.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
 */
const LONGEST_INTERVAL = "2m";

function checkInterval({ name, interval }: RuleGroup, source: string): Finding[] {
  if (interval === undefined || durationSeconds(interval) <= durationSeconds(LONGEST_INTERVAL)) return [];
  return [
    {
      area: "rules",
      where: `${source}: ${name}`,
      reason: `is evaluated every ${interval}, but Prometheus forgets a value after five minutes`,
      fix: `use an interval of at most ${LONGEST_INTERVAL}`,
    },
  ];
}

function checkAlert({ name, group, rule, labels }: Alert, source: string): Finding[] {
  const where = `${source}: ${group}: ${name}`;
  const found: Finding[] = [];
  const { severity } = labels;
  if (severity === undefined) {
    found.push({
      area: "rules",
      where,
      reason: "has no severity label",
      fix: `add one of ${SEVERITIES.join(", ")}`,
    });
  } else if (!SEVERITIES.includes(severity)) {
    const fix = `use one of ${SEVERITIES.join(", ")}`;
    found.push({ area: "rules", where, reason: `severity "${severity}" has no route`, fix });
  }
  if ((rule.annotations?.summary ?? "").trim() === "") {
    const fix = "say in one sentence what is wrong";
    found.push({ area: "rules", where, reason: "has no summary annotation", fix });
  }
  return found;
}

function duplicateNames(files: readonly RuleFile[]): Finding[] {
  const first = new Map<string, string>();
  return files.flatMap(({ system, source, groups }) =>
    groups.flatMap(alertsOf).flatMap(({ name }) => {
      const id = idOf({ system, alert: name });
      const before = first.get(id);
      first.set(id, before ?? source);
      if (before === undefined) return [];
      const where = `${source}: ${name}`;
      return [{ area: "rules", where, reason: `is also in ${before}`, fix: "rename one of them" }];
    }),
  );
}
