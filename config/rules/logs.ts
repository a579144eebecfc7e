import { error, warning, type Finding } from "../problem";
import type { Settings } from "../schema";
import type { Rule } from "./rule";

/** Promtail's end of life was March 2026: https://grafana.com/docs/loki/latest/send-data/promtail/ */
const LAST_PROMTAIL = [3, 6, 10] as const;

export const LOG_RULES: readonly Rule[] = [
  { name: "promtailExists", reads: ["logs"], check: promtailExists },
  { name: "promtailIsPastItsEnd", reads: ["logs", "loki"], check: promtailIsPastItsEnd },
  { name: "collectorHasLoki", reads: ["logs", "loki"], check: collectorHasLoki },
  { name: "lokiHasCollector", reads: ["logs", "loki"], check: lokiHasCollector },
  { name: "logFilesHaveCollector", reads: ["logs", "apps"], check: logFilesHaveCollector },
  { name: "lokiRulesHaveLoki", reads: ["loki", "apps"], check: lokiRulesHaveLoki },
];

function promtailExists({ logs }: Settings): readonly Finding[] {
  const match = /:v?(\d+)\.(\d+)\.(\d+)/.exec(logs.promtailImage);
  if (logs.collector !== "promtail" || match === null) return [];
  const version = match.slice(1, 4).map(Number);
  if (!isNewer(version, LAST_PROMTAIL)) return [];
  const last = LAST_PROMTAIL.join(".");
  return [
    error(
      "vigie:logs.promtailImage",
      `is version ${version.join(".")}, but Promtail ended with ${last}`,
      `leave it out, or write vigie:logs.collector: alloy`,
    ),
  ];
}

function isNewer(version: readonly number[], than: readonly number[]): boolean {
  const index = version.findIndex((part, at) => part !== than[at]);
  return index >= 0 && (version[index] ?? 0) > (than[index] ?? 0);
}

function promtailIsPastItsEnd({ logs, loki }: Settings): readonly Finding[] {
  if (!loki.enabled || logs.collector !== "promtail") return [];
  return [
    warning(
      "vigie:logs.collector",
      'is "promtail", past its end of life since March 2026',
      'write "alloy": the same pipeline and labels, maintained',
    ),
  ];
}

function collectorHasLoki({ logs, loki }: Settings): readonly Finding[] {
  if (loki.enabled || logs.collector === "none") return [];
  const reason = `is "${logs.collector}", but vigie:loki.enabled is false and nothing receives the logs`;
  return [error("vigie:logs.collector", reason, 'write "none", or enable Loki')];
}

function lokiHasCollector({ logs, loki }: Settings): readonly Finding[] {
  if (!loki.enabled || logs.collector !== "none") return [];
  return [
    warning("vigie:logs.collector", 'is "none", Loki stays empty', 'write "alloy", or loki.enabled: false'),
  ];
}

function logFilesHaveCollector({ logs, apps }: Settings): readonly Finding[] {
  if (logs.collector !== "none") return [];
  const fix = "choose a collector in vigie:logs.collector";
  const reason = 'names log files, but vigie:logs.collector is "none"';
  return [
    ...(logs.staticFiles.length > 0 ? [error("vigie:logs.staticFiles", reason, fix)] : []),
    ...Object.entries(apps)
      .filter(([, app]) => app.logs.length > 0)
      .map(([name]) => error(`vigie:apps.${name}.logs`, reason, fix)),
  ];
}

function lokiRulesHaveLoki({ loki, apps }: Settings): readonly Finding[] {
  if (loki.enabled) return [];
  return Object.entries(apps)
    .filter(([, app]) => app.lokiRuleFiles.length > 0)
    .map(([name]) =>
      error(
        `vigie:apps.${name}.lokiRuleFiles`,
        "names rules for Loki, but vigie:loki.enabled is false",
        "enable Loki or remove them",
      ),
    );
}
