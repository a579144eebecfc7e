import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse as parseYaml, type Tags } from "yaml";
import { projectRoot } from "../../../config/root";
import type { Rule, RuleGroup } from "../../../systems/plan";
import { testFileOf } from "../scenarios/tested";

export interface UnitTest {
  readonly alert_rule_test?: readonly { readonly alertname: string }[];
  readonly promql_expr_test?: readonly { readonly expr: string }[];
  readonly [field: string]: unknown;
}

/** A promtool test file with the groups of every rule file that it names. */
export interface Suite {
  readonly file: string;
  readonly groups: readonly RuleGroup[];
  /** Rules of `file` itself: those that its tests answer for. */
  readonly own: readonly Rule[];
  readonly head: Readonly<Record<string, unknown>>;
  readonly tests: readonly UnitTest[];
}

interface TestFile {
  readonly rule_files: readonly string[];
  readonly tests: readonly UnitTest[];
  readonly [field: string]: unknown;
}

export function nameOf(rule: Rule): string {
  return "alert" in rule ? rule.alert : rule.record;
}

export function readSuite(file: string, root = projectRoot()): Suite {
  const testFile = testFileOf(file);
  const { rule_files: ruleFiles, tests, ...head } = read(root, testFile) as TestFile;
  const groupsOf = (path: string) => (read(root, path) as { groups: readonly RuleGroup[] }).groups;
  return {
    file,
    groups: ruleFiles.flatMap((path) => groupsOf(join(dirname(testFile), path))),
    own: groupsOf(file).flatMap(({ rules }) => rules),
    head,
    tests,
  };
}

function read(root: string, path: string): unknown {
  // promtool's `0x400`, a series of 401 zeros, would be a hexadecimal number.
  const customTags: CustomTags = (tags) =>
    tags.filter((tag) => typeof tag === "string" || tag.format !== "HEX");
  return parseYaml(readFileSync(join(root, path), "utf8"), { customTags });
}

type CustomTags = (tags: Tags) => Tags;
