import type { z } from "zod";
import { oneOf } from "./suggest";
import { meantDuration, meantSize } from "./units";

/** What zod found at one place. */
export type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  string: "must be text",
  number: "must be a number",
  int: "must be a whole number",
  boolean: "must be true or false, without quotes",
  array: "must be a list",
  object: "must be a mapping of settings",
  record: "must be a mapping of names to values",
};

/** What has to stand there, in the user's words: the schema's own message where it has one. */
export function expectation(issue: Issue): string {
  if (issue.message.startsWith("must ")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? `must be ${issue.expected}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values.map(String))}`;
    case "too_small":
      if (issue.minimum === 1 && bound(issue.origin) === "have") return "must not be empty";
      return `must ${bound(issue.origin)} at least ${issue.minimum}${counted(issue.origin, issue.minimum)}`;
    case "too_big":
      return `must ${bound(issue.origin)} at most ${issue.maximum}${counted(issue.origin, issue.maximum)}`;
    case "invalid_format":
      return issue.format === "email" ? "must be an e-mail address" : `must be a valid ${issue.format}`;
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? `must be ${oneOf(issue.options.map(String))}`
        : "must have one of the forms in docs/reference/configuration.md";
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "not_multiple_of":
    case "unrecognized_keys":
      return issue.message;
  }
}

function bound(origin: string): string {
  return origin === "string" || origin === "array" ? "have" : "be";
}

function counted(origin: string, count: number | bigint): string {
  const plural = count === 1 ? "" : "s";
  if (origin === "string") return ` character${plural}`;
  return origin === "array" ? ` item${plural}` : "";
}

/** What to write, with the value in the right unit where it is plain what was meant. */
export function fixFor(expected: string, value: unknown): string {
  const hint = inRightUnit(expected, value);
  return hint === undefined ? expected : `${expected}; did you mean "${hint}"?`;
}

function inRightUnit(expected: string, value: unknown): string | undefined {
  if (expected.startsWith("must be a size")) return meantSize(value);
  if (/^must (be a duration|have each unit once)/.test(expected)) return meantDuration(value);
  return undefined;
}
