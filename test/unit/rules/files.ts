import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "../../../config/root";
import type { AlertRule, RuleGroup } from "../../../systems/plan";

export const ROOT = projectRoot();

/** Rule files of the project, relative to it, without their tests. */
export const RULE_FILES = yamlFiles().filter((file) => !file.endsWith(".test.yaml"));
export const TEST_FILES = yamlFiles().filter((file) => file.endsWith(".test.yaml"));

export interface PlacedAlert {
  readonly file: string;
  /** The folder or the file under rules/ that is named after it. */
  readonly system: string;
  readonly rule: AlertRule;
}

export const ALERTS: readonly PlacedAlert[] = RULE_FILES.flatMap((file) =>
  (readYaml(file) as { groups: RuleGroup[] }).groups.flatMap(({ rules }) =>
    rules.flatMap((rule) => ("alert" in rule ? [{ file, system: systemOf(file), rule }] : [])),
  ),
);

/** `<system>/<Alert>`, as stack files and runbooks name it. */
export function nameOf({ system, rule }: PlacedAlert): string {
  return `${system}/${rule.alert}`;
}

function systemOf(file: string): string {
  return /^rules\/([^/.]+)/.exec(file)?.[1] ?? "";
}

export function readYaml(file: string): unknown {
  return parse(readFileSync(join(ROOT, file), "utf8"));
}

function yamlFiles(): string[] {
  return readdirSync(join(ROOT, "rules"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}
