import { didYouMean } from "../../config/suggest";
import { LEVELS } from "../../components/log-collector/level";
import { logPipeline } from "../../components/log-collector/pipeline";
import type { Plan } from "../../systems/plan";
import { fullMatch, isVariable } from "./known";
import type { QueryProblem } from "./problem";

/** What the log pipeline puts on lines. */
export interface LogLabels {
  /** Streams are chosen by these. */
  readonly streams: readonly string[];
  /** Lines carry these too, for filters and grouping. */
  readonly metadata: readonly string[];
}

interface LogNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly node: { readonly parent: { readonly name: string } | null };
}
export interface LogParser {
  parse(text: string): { iterate(visit: { enter(node: LogNode): unknown }): void };
}

/** Loki's own, on every line. */
const BY_LOKI = ["detected_level", "service_name"];
/** Stages that make labels out of the line: from then on any name may be there. */
const PARSERS = new Set([
  "LabelParser",
  "JsonExpressionParser",
  "LogfmtParser",
  "LogfmtExpressionParser",
  "LabelFormatExpr",
  "LabelReplaceExpr",
]);

/** Read off the pipeline itself: what its rules and stages write, and what they take away again. */
export function logLabels(plan: Plan): LogLabels {
  const { labels, sources } = logPipeline(plan);
  const metadata = new Set(BY_LOKI);
  const streams = new Set([...Object.keys(labels), "service_name"]);
  for (const { relabel, stages } of sources) {
    const own = new Set(
      [...relabel.map(({ to = "__none" }) => to), "filename"].filter((name) => !name.startsWith("__")),
    );
    for (const stage of stages) {
      if (stage.kind === "labels") for (const name of stage.names) own.add(name);
      if (stage.kind === "structuredMetadata")
        for (const name of stage.names) {
          own.delete(name);
          metadata.add(name);
        }
      if (stage.kind === "dropLabels") for (const name of stage.names) own.delete(name);
    }
    for (const name of own) streams.add(name);
  }
  return { streams: [...streams].sort(), metadata: [...metadata].sort() };
}

/** Labels that no stream has, and selectors that Loki refuses or that match nothing. */
export function judgeLogQuery(query: string, parser: LogParser, labels: LogLabels): readonly QueryProblem[] {
  const matchers: { readonly label: string; readonly text: string; readonly inSelector: boolean }[] = [];
  const groups: string[] = [];
  const stages: string[] = [];
  parser.parse(query).iterate({
    enter({ name, from, to, node }) {
      const text = query.slice(from, to);
      if (PARSERS.has(name)) stages.push(name);
      if (name === "Matcher") {
        const [, label = ""] = /^(\w+)/.exec(text) ?? [];
        matchers.push({ label, text, inSelector: node.parent?.name === "Matchers" });
      }
      if (name === "Grouping")
        groups.push(...(/\(([^)]*)\)/.exec(text)?.[1] ?? "").split(",").map((one) => one.trim()));
    },
  });
  const parses = stages.length > 0;
  const onLines = [...labels.streams, ...labels.metadata];
  const unknown = (label: string, known: readonly string[], what: string): QueryProblem[] =>
    label === "" || known.includes(label)
      ? []
      : [{ reason: `${what} "${label}" is put on no line`, fix: didYouMean(label, known, "leave it out") }];
  return [
    ...(parses ? [] : matchers.flatMap(({ label, text }) => (label === "level" ? lostLevels(text) : []))),
    ...matchers
      .filter(({ inSelector }) => inSelector)
      .flatMap(({ label }) => unknown(label, labels.streams, "stream label")),
    ...(parses
      ? []
      : [
          ...matchers
            .filter(({ inSelector }) => !inSelector)
            .flatMap(({ label }) => unknown(label, onLines, "label")),
          ...groups.flatMap((label) => unknown(label, onLines, "grouping label")),
        ]),
    ...emptySelector(matchers.filter(({ inSelector }) => inSelector).map(({ text }) => text)),
  ];
}

/** Every line has one of seven levels; another word chooses nothing. */
function lostLevels(matcher: string): readonly QueryProblem[] {
  const [, operator = "", quoted = ""] = /^level\s*(=~|!~|=|!=)\s*(.*)$/s.exec(matcher) ?? [];
  const value = quoted.slice(1, -1);
  if (isVariable(value) || value === "" || /[()[\]\\.*+]/.test(value)) return [];
  const words = operator.includes("~") ? value.split("|") : [value];
  return words
    .filter((word) => !LEVELS.includes(word))
    .map((word) => ({
      reason: `no line has the level "${word}"`,
      fix: didYouMean(word, LEVELS, "leave it out"),
    }));
}

/** "queries require at least one regexp or equality matcher that does not have an empty-compatible value" */
function emptySelector(matchers: readonly string[]): readonly QueryProblem[] {
  const demands = matchers.some((matcher) => {
    const [, operator, quoted = ""] = /^\w+\s*(=~|=|!=|!~)\s*(.*)$/s.exec(matcher) ?? [];
    const value = quoted.slice(1, -1);
    if (isVariable(value)) return operator === "=" || operator === "=~";
    if (operator === "=") return value !== "";
    return operator === "=~" && fullMatch(value)?.test("") === false;
  });
  if (matchers.length === 0 || demands) return [];
  return [
    {
      reason: "no matcher demands a value, which Loki refuses",
      fix: 'name one label with "=", or write ".+" instead of ".*"',
    },
  ];
}
