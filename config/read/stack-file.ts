import { pathText, walk, type Path } from "../path";
import type { Problem } from "../problem";
import { emptyRaw, isSealed, parsedJson, type RawConfig, type SecretEntry } from "../raw";
import { keyProblem, topLevelProblems } from "./keys";
import { parseYaml } from "./yaml";

export interface StackText {
  readonly project: string;
  readonly stack: string;
  readonly file: string;
  readonly text: string;
}

/** A stack file's text as raw config. Needs no passphrase: encrypted values count as set and stay unread. */
export function readStackText({ project, stack, file, text }: StackText): RawConfig {
  const raw = emptyRaw(project, stack, file);
  const parsed = parseYaml(text, file);
  if ("problems" in parsed) return { ...raw, problems: parsed.problems };
  if (!isMapping(parsed.value)) {
    const reason = parsed.value === null || parsed.value === undefined ? "is empty" : "is not a mapping";
    return {
      ...raw,
      problems: [{ path: "config", reason, fix: `start with "config:" and ${project}:environment below it` }],
    };
  }
  const problems = [...topLevelProblems(parsed.value, project)];
  const config = parsed.value.config ?? {};
  if (!isMapping(config)) {
    const fix = `write ${project}:environment and the others below it`;
    return { ...raw, problems: [...problems, { path: "config", reason: "is not a mapping", fix }] };
  }
  return { ...raw, ...ownKeys(config, project, problems) };
}

type OwnKeys = Pick<RawConfig, "values" | "secrets" | "problems">;

/** Our keys without their prefix; what is wrong with the others is added to the problems. */
export function ownKeys(
  config: Readonly<Record<string, unknown>>,
  project: string,
  before: readonly Problem[],
): OwnKeys {
  const problems = [...before];
  const values: Record<string, unknown> = {};
  let secrets: Readonly<Record<string, SecretEntry>> = {};
  for (const [written, given] of Object.entries(config)) {
    // Pulumi's older form of a key, which it still reads.
    const key = written.replace(/^([^:]+):config:/, "$1:");
    const problem = keyProblem(key, project);
    if (problem !== undefined) problems.push(problem);
    if (problem !== undefined || !key.startsWith(`${project}:`)) continue;
    const name = key.slice(project.length + 1);
    const parsed = typeof given === "string" ? parsedJson(given) : { value: given };
    if ("error" in parsed) {
      problems.push({ path: key, reason: parsed.error, fix: "write it as YAML instead" });
    } else if (name === "secrets") {
      const read = secretEntries(parsed.value, project);
      if (Array.isArray(read)) problems.push(...(read as readonly Problem[]));
      else secrets = read as Readonly<Record<string, SecretEntry>>;
    } else {
      values[name] = withoutDates(parsed.value, project, [name], problems);
    }
  }
  return { values, secrets, problems };
}

function secretEntries(
  value: unknown,
  project: string,
): Readonly<Record<string, SecretEntry>> | readonly Problem[] {
  const path = pathText(project, ["secrets"]);
  const fix = `set each one with pulumi config set --secret --path '${project}:secrets.<name>'`;
  if (isSealed(value)) return [{ path, reason: "is encrypted as a whole", fix }];
  if (!isMapping(value)) return [{ path, reason: "is not a mapping of names to encrypted values", fix }];
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      { state: isSealed(entry) ? "sealed" : "clear" } as const,
    ]),
  );
}

/** go-yaml reads an unquoted date as a point in time and Pulumi passes it on as another text. */
function withoutDates(value: unknown, project: string, path: Path, problems: Problem[]): unknown {
  walk(value, (below, item) => {
    if (!(item instanceof Date)) return;
    const day = item.toISOString().slice(0, 10);
    const fix = `put it in quotes: "${day}"`;
    problems.push({ path: pathText(project, [...path, ...below]), reason: "is a date without quotes", fix });
  });
  return value;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
