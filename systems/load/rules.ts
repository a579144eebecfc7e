import { isNode, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import type { z } from "zod";
import type { Rule, RuleGroup } from "../plan";
import { didYouMean } from "../../config/suggest";
import type { Problem } from "./problems";
import {
  ALERT_KEYS,
  alertRule,
  GROUP_KEYS,
  recordingRule,
  RECORDING_KEYS,
  ruleFile,
  ruleGroup,
} from "./rule-schema";

/** A rule file as it was read: nothing left out, nothing added. */
export interface ParsedRules {
  readonly groups: readonly RuleGroup[];
  /** Alert name to the line it stands on. */
  readonly lines: ReadonlyMap<string, number>;
  /** Each rule's query and the line that it begins on; none where the file was parsed before, or never was one. */
  readonly queries?: readonly PlacedQuery[];
  readonly problems: readonly Problem[];
}

export interface PlacedQuery {
  /** `alert Name` or `record name`. */
  readonly rule: string;
  readonly expr: string;
  readonly line: number;
}

type Path = readonly (string | number)[];
type Refuse = (path: Path, reason: string, fix: string) => void;

/** Parses one Prometheus or Loki rule file and reports every problem in it, with the line. */
export function parseRules(path: string, text: string): ParsedRules {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const problems: Problem[] = document.errors.map((error) => ({
    at: `${path}:${counter.linePos(error.pos[0]).line}`,
    reason: `is not valid YAML: ${error.message}`,
    fix: "correct the syntax",
  }));
  if (problems.length > 0) return { groups: [], lines: new Map(), problems };

  const lineOf = (place: Path) => lineIn(document, counter, place);
  const refuse: Refuse = (place, reason, fix) =>
    problems.push({ at: `${path}:${lineOf(place)}`, reason, fix });
  const groups = readGroups(document.toJS(), refuse);
  const lines = alertLines(groups, lineOf, refuse);
  return { groups: groups.map(({ group }) => group), lines, problems, queries: queriesIn(groups, lineOf) };
}

interface Placed {
  readonly group: RuleGroup;
  readonly index: number;
  /** Index in the file of each rule of the group. */
  readonly rules: readonly number[];
}

function readGroups(content: unknown, refuse: Refuse): Placed[] {
  const file = ruleFile.safeParse(content);
  if (!file.success) {
    report(file.error, [], "", ["groups"], refuse);
    return [];
  }
  const names = new Set<string>();
  return file.data.groups.flatMap((candidate, index) => {
    const parsed = ruleGroup.safeParse(candidate);
    if (!parsed.success) {
      report(parsed.error, ["groups", index], "group: ", GROUP_KEYS, refuse);
      return [];
    }
    const { rules: candidates, ...head } = parsed.data;
    if (names.has(head.name))
      refuse(["groups", index], `group "${head.name}" stands twice`, "rename one of them");
    names.add(head.name);
    const read = candidates.map((rule, at) => readRule(rule, ["groups", index, "rules", at], refuse));
    const kept = read.flatMap((rule, at) => (rule === undefined ? [] : [{ rule, at }]));
    const group = { ...head, rules: kept.map(({ rule }) => rule) } as RuleGroup;
    return [{ group, index, rules: kept.map(({ at }) => at) }];
  });
}

function readRule(candidate: unknown, path: Path, refuse: Refuse): Rule | undefined {
  const isRecord = typeof candidate === "object" && candidate !== null && "record" in candidate;
  const parsed = isRecord ? recordingRule.safeParse(candidate) : alertRule.safeParse(candidate);
  if (parsed.success) return parsed.data as Rule;
  const { alert, record } = (candidate ?? {}) as { alert?: unknown; record?: unknown };
  const title =
    typeof alert === "string" ? `alert ${alert}: ` : typeof record === "string" ? `record ${record}: ` : "";
  report(parsed.error, path, title, isRecord ? RECORDING_KEYS : ALERT_KEYS, refuse);
  return undefined;
}

function queriesIn(groups: readonly Placed[], lineOf: (path: Path) => number): readonly PlacedQuery[] {
  return groups.flatMap(({ group, index, rules }) =>
    group.rules.map((rule, at) => ({
      rule: "alert" in rule ? `alert ${rule.alert}` : `record ${rule.record}`,
      expr: rule.expr,
      line: lineOf(["groups", index, "rules", rules[at] ?? at, "expr"]),
    })),
  );
}

function alertLines(
  groups: readonly Placed[],
  lineOf: (path: Path) => number,
  refuse: Refuse,
): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  for (const { group, index, rules } of groups) {
    group.rules.forEach((rule, at) => {
      if (!("alert" in rule)) return;
      const place = ["groups", index, "rules", rules[at] ?? at];
      const first = lines.get(rule.alert);
      if (first === undefined) lines.set(rule.alert, lineOf(place));
      else refuse(place, `alert "${rule.alert}" stands twice, first on line ${first}`, "rename one of them");
    });
  }
  return lines;
}

function report(
  error: z.ZodError,
  base: Path,
  title: string,
  known: readonly string[],
  refuse: Refuse,
): void {
  for (const issue of error.issues) {
    const inside = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    const place = [...base, ...inside];
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) {
        refuse([...place, key], `${title}unknown key "${key}"`, didYouMean(key, known, "remove it"));
      }
      continue;
    }
    const [reason, fix] = issue.message.split("; ");
    const field = inside.length === 0 ? "" : `"${inside.join(".")}" `;
    refuse(place, `${title}${field}${reason ?? ""}`, fix ?? "correct it");
  }
}

/** Line of the value at the path, or of the nearest thing around it that exists. */
function lineIn(document: Document, counter: LineCounter, path: Path): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return counter.linePos(node.range[0]).line;
  }
  return 1;
}
