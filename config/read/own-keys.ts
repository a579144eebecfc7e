import { pathText, walk } from "../path";
import type { Problem } from "../problem";
import { isSealed, parsedJson, type RawConfig, type ReadProblem, type SecretEntry } from "../raw";
import { keyProblem } from "./keys";
import { isMapping } from "./mapping";

type OwnKeys = Pick<RawConfig, "values" | "secrets" | "problems">;

/** Our keys of `config:` without their prefix; what is wrong with any key is added to the problems. */
export function ownKeys(
  config: Readonly<Record<string, unknown>>,
  project: string,
  before: readonly ReadProblem[],
): OwnKeys {
  const problems = [...before];
  const values: Record<string, unknown> = {};
  const secrets: Record<string, SecretEntry> = {};
  for (const [written, given] of Object.entries(config)) {
    // Pulumi's older form of a key, which it still reads.
    const key = written.replace(/^([^:]+):config:/, "$1:");
    const problem = keyProblem(key, project);
    if (problem !== undefined) problems.push(problem);
    if (problem !== undefined || !key.startsWith(`${project}:`)) continue;
    const name = key.slice(project.length + 1);
    const parsed = typeof given === "string" ? parsedJson(given) : { value: given };
    if ("error" in parsed) {
      problems.push({ path: key, reason: parsed.error, fix: "write it as YAML instead", key: name });
    } else if (name === "secrets") {
      problems.push(...secretsProblems(parsed.value, project));
      Object.assign(secrets, secretEntries(parsed.value));
    } else {
      values[name] = parsed.value;
      problems.push(...dateProblems(parsed.value, name, project));
    }
  }
  return { values, secrets, problems };
}

/** What is wrong with `vigie:secrets` as a whole. */
export function secretsProblems(value: unknown, project: string): readonly Problem[] {
  const path = pathText(project, ["secrets"]);
  const fix = `set each one with pulumi config set --secret --path '${project}:secrets.<name>'`;
  if (isSealed(value)) return [{ path, reason: "is encrypted as a whole", fix }];
  return isMapping(value) ? [] : [{ path, reason: "is not a mapping of names to encrypted values", fix }];
}

function secretEntries(value: unknown): Readonly<Record<string, SecretEntry>> {
  if (!isMapping(value) || isSealed(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, { state: isSealed(entry) ? "sealed" : "clear" }]),
  );
}

/** go-yaml reads an unquoted date as a point in time, and Pulumi passes it on as another text. */
function dateProblems(value: unknown, name: string, project: string): readonly Problem[] {
  const problems: Problem[] = [];
  walk(value, (path, item) => {
    if (!(item instanceof Date)) return;
    const fix = `put it in quotes: "${item.toISOString().slice(0, 10)}"`;
    problems.push({ path: pathText(project, [name, ...path]), reason: "is a date without quotes", fix });
  });
  return problems;
}
