import { looksLikeSecret } from "../echo";
import { pathText, walk, type Path } from "../path";
import type { Problem } from "../problem";
import { isSealed, type RawConfig } from "../raw";
import { stackFile } from "../schema";
import { keysAt } from "../schema-tree";
import { keyFor, setCommand } from "./references";

/**
 * Secrets typed where a reference belongs, wherever that is. The value is never repeated: the message ends in a CI log.
 */
export function clearTextProblems(raw: RawConfig): readonly Problem[] {
  const problems: Problem[] = [];
  walk(raw.values, (path, value) => {
    const what = secretIn(path, value);
    if (what === undefined) return;
    problems.push({ path: pathText(raw.project, path), reason: `holds ${what}`, fix: fixAt(path, raw) });
  });
  for (const [key, entry] of Object.entries(raw.secrets)) {
    if (entry.state !== "clear") continue;
    problems.push({
      path: pathText(raw.project, ["secrets", key]),
      reason: "is in clear in the stack file",
      fix: `change it where it is used, as whoever sees this file knows it, then run ${setCommand(raw.project, key, raw.stack)}`,
    });
  }
  return problems;
}

/** A reference where the schema takes one; elsewhere there is no way to keep a secret. */
function fixAt(path: Path, raw: RawConfig): string {
  const key = keyFor(path);
  if (takesReference(path)) {
    return `run ${setCommand(raw.project, key, raw.stack)} and write { fromConfig: ${key} }`;
  }
  const siblings = keysAt(stackFile, path.slice(0, -1));
  return path.at(-1) === "url" && siblings.includes("password")
    ? "take it out of the URL, there are fields for a login"
    : "remove it, nothing is encrypted here";
}

function takesReference(path: Path): boolean {
  return keysAt(stackFile, path).includes("fromConfig");
}

function secretIn(path: Path, value: unknown): string | undefined {
  if (isSealed(value)) return "an encrypted value outside of vigie:secrets";
  if (typeof value !== "string" || value === "") return undefined;
  const shape = looksLikeSecret(value);
  if (shape !== undefined) return `${shape}, in clear`;
  return takesReference(path) ? "a secret in clear" : undefined;
}
