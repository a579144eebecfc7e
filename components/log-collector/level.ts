import type { Stage } from "./model";

/** klog, as the Kubernetes components write: `E0829 12:00:00.000000 1 file.go:1] message`. */
const KLOG = String.raw`^(?P<level>[IWEF])\d{4}\s`;

/** A capital word near the start: `2026-01-02 INFO message`, `WARNING:root:message`, PostgreSQL's `[42] ERROR:  message`. */
const WORD = String.raw`^(?:.{0,80}?[\s\[(|])?(?P<level>TRACE|DEBUG|INFO|NOTICE|LOG|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)(?:[\s\]):|]|$)`;

/** In brackets any spelling is one: nginx' `[error]`. A bare lower-case "error" is not: "finished without error". */
const BRACKETS = String.raw`^.{0,80}?\[(?P<level>(?i:trace|debug|info|notice|warn|warning|error|crit|critical|fatal|alert|emerg))\]`;

/** `level=warn`, `"level":"warn"`, `severity: ERROR`, and pino's `"level":40`. Other words after "level" are none. */
const KEY = String.raw`(?i)["']?\b(?:level|lvl|severity|loglevel)["']?\s*[:=]\s*["']?(?P<level>trace|debug|dbg|info|information|notice|warn|warning|err|error|crit|critical|fatal|panic|alert|emergency|emerg|[1-6]0)\b`;

const NAMES: readonly (readonly [level: string, written: readonly string[]])[] = [
  ["trace", ["trace", "10"]],
  ["debug", ["debug", "dbg", "20"]],
  ["info", ["info", "information", "notice", "log", "i", "30"]],
  ["warning", ["warning", "warn", "w", "40"]],
  ["error", ["error", "err", "e", "50"]],
  ["critical", ["critical", "crit", "fatal", "panic", "alert", "emergency", "emerg", "f", "60"]],
];

/** Every line gets one of these as its label `level`. */
export const LEVELS: readonly string[] = [...NAMES.map(([level]) => level), "unknown"];

/**
 * Finds the level and gives it one of seven names. The more certain expression runs later and wins. A line without a
 * level is `unknown`: a missing label would make every query on `level` blind to it.
 */
export function levelStages(): Stage[] {
  return [
    ...[WORD, BRACKETS, KLOG, KEY].map((expression) => ({ kind: "regex" as const, expression })),
    { kind: "template", source: "level", template: levelTemplate() },
  ];
}

/** `printf` because `.Value` is nil where nothing matched, and a template that fails leaves no label at all. */
function levelTemplate(): string {
  const branches = NAMES.map(([level, written], index) => {
    const test = `eq $level ${written.map((word) => `"${word}"`).join(" ")}`;
    return `{{ ${index === 0 ? "" : "else "}if ${test} }}${level}`;
  });
  return `{{ $level := ToLower (printf "%v" .Value) }}${branches.join("")}{{ else }}unknown{{ end }}`;
}

/** Drops lines of level debug and trace. */
export const DROP_DEBUG: Stage = {
  kind: "drop",
  source: "level",
  expression: "^(debug|trace)$",
  reason: "debug",
};
