import type { AlertRule, Rule } from "../plan";
import type { ProjectFiles } from "./files";
import { checksum } from "../../base/serialise";
import { PREPARED_RULES } from "./prepared-rules";
import type { ParsedRules } from "./rules";
import { parseRules } from "./rules";

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
          ? readText(file, text)
          : { groups: [], lines: new Map<string, number>(), problems: [text] };
      parsed.set(file, rules);
      return rules;
    },
  };
}

function readText(file: string, text: string): ParsedRules {
  const prepared = PREPARED_RULES[file];
  if (prepared?.checksum !== checksum(text)) return parseRules(file, text);
  const { groups, lines } = JSON.parse(prepared.json) as Pick<ParsedRules, "groups"> & {
    readonly lines: readonly (readonly [string, number])[];
  };
  return { groups, lines: new Map(lines), problems: [] };
}

export function isAlert(rule: Rule): rule is AlertRule {
  return "alert" in rule;
}
