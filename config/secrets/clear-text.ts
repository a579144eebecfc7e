import { isSecretName, looksLikeSecret } from "../echo";
import { pathText, walk, type Path } from "../path";
import type { Problem } from "../problem";
import { isSealed, type RawConfig } from "../raw";
import { keyFor, setCommand } from "./references";

/** Fields with a secret-like name that hold no secret: the name of an object, or a file's place. */
const NOT_SECRET: ReadonlySet<string> = new Set(["secretName", "fromSecret", "imagePullSecrets"]);

/**
 * Secrets typed where a reference belongs, wherever that is. The value is never repeated: the message ends in a CI log.
 */
export function clearTextProblems(raw: RawConfig): readonly Problem[] {
  const problems: Problem[] = [];
  walk(raw.values, (path, value) => {
    const what = secretIn(path, value);
    if (what === undefined) return;
    const key = keyFor(path);
    problems.push({
      path: pathText(raw.project, path),
      reason: `holds ${what}`,
      fix: `run ${setCommand(raw.project, key, raw.stack)} and write { fromConfig: ${key} }`,
    });
  });
  for (const [key, entry] of Object.entries(raw.secrets)) {
    if (entry.state !== "clear") continue;
    problems.push({
      path: pathText(raw.project, ["secrets", key]),
      reason: "is in clear in the stack file",
      fix: `replace the secret, it is burnt, then run ${setCommand(raw.project, key, raw.stack)}`,
    });
  }
  return problems;
}

function secretIn(path: Path, value: unknown): string | undefined {
  if (isSealed(value)) return "an encrypted value outside of vigie:secrets";
  if (typeof value !== "string" || value === "") return undefined;
  const shape = looksLikeSecret(value);
  if (shape !== undefined) return `${shape} in clear`;
  const parent = path.at(-2);
  const name = path.at(-1) ?? "";
  if (parent === "fromSecret" || NOT_SECRET.has(String(name))) return undefined;
  return isSecretName(name) ? "a secret in clear" : undefined;
}
