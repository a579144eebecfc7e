import type { z } from "zod";
import { shown } from "./echo";
import { pathText, valueAt, type Path } from "./path";
import type { Problem } from "./problem";
import { accepts, keysAt, nodesAt, requiredKeysAt, typesAt } from "./schema-tree";
import { didYouMean, nearest, oneOf } from "./suggest";
import { expectation, fixFor, type Issue } from "./wording";

interface Scope {
  readonly schema: z.ZodType;
  readonly values: unknown;
  readonly project: string;
}

/** A problem of the schema, with the top-level key it belongs to. */
export interface SchemaProblem extends Problem {
  readonly key: string;
}

/** zod's issues as problems in the user's words, one per place. */
export function schemaProblems(issues: readonly Issue[], scope: Scope): readonly SchemaProblem[] {
  const flat = issues.flatMap((issue) => flattened(issue, []));
  const typos = new Set(flat.flatMap((issue) => meantKeys(issue, scope)));
  return flat
    .filter((issue) => !(isMissing(issue, scope) && typos.has(pathText(scope.project, issue.path))))
    .flatMap((issue) => problemsOf(issue, scope));
}

/** Unions are opened where one of their forms was clearly meant; the issues then carry full paths. */
function flattened(issue: Issue, base: Path): readonly Issue[] {
  const path = [...base, ...issue.path];
  const whole = { ...issue, path } as Issue;
  if (issue.code !== "invalid_union") return [whole];
  const meantForm = issue.errors.find((form) => form.length > 0 && form.every((inner) => isBelow(inner)));
  return meantForm === undefined ? [whole] : meantForm.flatMap((inner) => flattened(inner, path));
}

/** The form's own keys were right, and what is wrong is further down or a value. */
function isBelow(issue: Issue): boolean {
  if (issue.path.length === 0) return false;
  if (issue.path.length > 1) return true;
  const isAbsentKey =
    issue.message.endsWith("received undefined") ||
    issue.code === "invalid_value" ||
    issue.code === "invalid_union";
  return !isAbsentKey;
}

function isMissing(issue: Issue, { values }: Scope): boolean {
  return issue.code !== "unrecognized_keys" && valueAt(values, issue.path) === undefined;
}

/** Paths of the keys that unknown keys were probably meant to be. */
function meantKeys(issue: Issue, { schema, values, project }: Scope): readonly string[] {
  if (issue.code !== "unrecognized_keys") return [];
  const free = freeKeys(schema, values, issue.path);
  return issue.keys.flatMap((key) => {
    const match = nearest(key, free);
    return match === undefined ? [] : [pathText(project, [...issue.path, match])];
  });
}

/** Known keys of the mapping at the path that are not set yet. */
function freeKeys(schema: z.ZodType, values: unknown, path: Path): readonly string[] {
  const given = valueAt(values, path);
  const taken = typeof given === "object" && given !== null ? Object.keys(given) : [];
  return keysAt(schema, path).filter((key) => !taken.includes(key));
}

function problemsOf(issue: Issue, scope: Scope): readonly SchemaProblem[] {
  const { schema, values, project } = scope;
  const at = (path: Path, reason: string, fix: string): SchemaProblem => ({
    key: String(path[0]),
    path: pathText(project, path),
    reason,
    fix,
  });
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      return at([...issue.path, key], "is not a setting", keyFix(key, issue.path, scope));
    });
  }
  const { path } = issue;
  const name = path.at(-1) ?? "";
  const value = valueAt(values, path);
  if (issue.code === "invalid_key") {
    return [at(path, "is not a possible name", issue.issues[0]?.message ?? "choose another")];
  }
  if (value === undefined) return [at(path, "is missing", absent(issue, schema))];
  const choices = choicesOf(issue);
  if (choices.length > 0 && typeof value === "string") {
    const suggestion = nearest(value, choices);
    const choose = `choose ${oneOf(choices)}`;
    // Two letters of difference may also be another thing altogether: k8s and k3s.
    const fix = suggestion === undefined ? choose : `did you mean "${suggestion}"? Else ${choose}`;
    return [at(path, `is ${shown(name, value)}`, fix)];
  }
  const fix = misspeltForm(issue, scope) ?? inQuotes(issue, scope) ?? fixFor(expectation(issue), value);
  return [
    at(
      path,
      `is ${issue.code === "invalid_union" ? kindOf(value, keysAt(schema, path)) : shown(name, value)}`,
      fix,
    ),
  ];
}

/** The free key that was meant, else the keys there are, else where they are described. */
function keyFix(key: string, path: Path, { schema, values, project }: Scope): string {
  const taken = nearest(key, keysAt(schema, path));
  const free = freeKeys(schema, values, path);
  if (taken !== undefined && !free.includes(taken)) return `did you mean "${taken}"? It is there already`;
  const isLong = free.length > 9 && nearest(key, free) === undefined;
  const section = path[0] === undefined ? "" : `#${project}${String(path[0]).toLowerCase()}`;
  return isLong ? `see docs/reference/configuration.md${section}` : didYouMean(key, free, "remove it");
}

/** What to write where nothing stands. */
function absent(issue: Issue, schema: z.ZodType): string {
  const types = typesAt(schema, issue.path);
  if (types.length > 0) return `must be a mapping with type ${oneOf(types)}`;
  const keys = requiredKeysAt(schema, issue.path);
  return keys.length === 0 || issue.code === "invalid_union"
    ? expectation(issue)
    : `must be a mapping with ${keys.map((key) => `"${key}"`).join(", ")}`;
}

/** A number or a boolean that would do as a text. */
function inQuotes(issue: Issue, { schema, values }: Scope): string | undefined {
  const value = valueAt(values, issue.path);
  if (typeof value !== "number" && typeof value !== "boolean") return undefined;
  const isText = nodesAt(schema, issue.path).some((node) => accepts(node, String(value)));
  return isText ? `must be text, put it in quotes: "${value}"` : undefined;
}

/** `{ fromConfg: … }`: a union's form whose key is misspelt. */
function misspeltForm(issue: Issue, { schema, values }: Scope): string | undefined {
  const value = valueAt(values, issue.path);
  if (issue.code !== "invalid_union" || typeof value !== "object" || value === null) return undefined;
  const known = keysAt(schema, issue.path);
  const typo = Object.keys(value).find((key) => !known.includes(key));
  const match = typo === undefined ? undefined : nearest(typo, known);
  return match === undefined ? undefined : `did you mean "${match}"?`;
}

/**
 * Unions stand where secrets are referred to, so only the kind of a value is said, never the value; of a mapping's keys
 * those that are a setting's or nearly so, since the secret itself may stand as a key.
 */
function kindOf(value: unknown, known: readonly string[]): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    if (keys.length === 0) return "an empty mapping";
    const meant = keys.filter((key) => nearest(key, known) !== undefined);
    const others = meant.length < keys.length ? ["a key that is no setting"] : [];
    return `a mapping with ${[...meant.map((key) => `"${key}"`), ...others].join(", ")}`;
  }
  return value === null ? "empty" : `a ${typeof value === "string" ? "text" : typeof value}`;
}

function choicesOf(issue: Issue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  // zod lists the discriminators only since 4.1, and does not type them.
  if (issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options)) {
    return issue.options.map(String);
  }
  return [];
}
