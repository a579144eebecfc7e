import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { projectRoot } from "../../../config/root";
import type { Rule, RuleGroup } from "../../../systems/plan";
import { readAssertions, type Assertion } from "./read";

/** A rule file with its test file, read. */
export interface TestedRules {
  readonly file: string;
  readonly rules: readonly Rule[];
  readonly assertions: readonly Assertion[];
}

/** Rule files under rules/, relative to the project, each with its tests beside it. */
export function ruleFiles(root = projectRoot()): readonly string[] {
  return readdirSync(join(root, "rules"), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith(".yaml") && !name.endsWith(".test.yaml"))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .sort();
}

export function testFileOf(file: string): string {
  return file.replace(/\.yaml$/, ".test.yaml");
}

export function testedRules(root = projectRoot()): readonly TestedRules[] {
  return ruleFiles(root).map((file) => {
    const { groups } = parse(readFileSync(join(root, file), "utf8")) as { groups: readonly RuleGroup[] };
    return {
      file,
      rules: groups.flatMap(({ rules }) => rules),
      assertions: readAssertions(readFileSync(join(root, testFileOf(file)), "utf8")),
    };
  });
}
