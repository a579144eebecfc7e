import type { AlertRule, Rule } from "../plan";
import type { ProjectFiles } from "./files";
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
          ? parseRules(file, text)
          : { groups: [], lines: new Map<string, number>(), problems: [text] };
      parsed.set(file, rules);
      return rules;
    },
  };
}

export function isAlert(rule: Rule): rule is AlertRule {
  return "alert" in rule;
}
