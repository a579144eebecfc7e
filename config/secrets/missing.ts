import type { MissingSecret } from "..";
import { pathText } from "../path";
import { warning, type Finding, type Problem } from "../problem";
import type { RawConfig } from "../raw";
import { nearest } from "../suggest";
import { secretUses, setCommand } from "./references";

/** The references without a value, one entry per key, in file order. */
export function missingSecrets(raw: RawConfig): readonly MissingSecret[] {
  const missing = new Map<string, MissingSecret>();
  for (const { key, path } of secretUses(raw.values)) {
    if (key in raw.secrets || missing.has(key)) continue;
    const usedBy = pathText(raw.project, path);
    missing.set(key, { key, usedBy, command: setCommand(raw.project, key, raw.stack) });
  }
  return [...missing.values()];
}

export function missingProblem(missing: MissingSecret, raw: RawConfig): Problem {
  const { key, usedBy, command } = missing;
  const similar = nearest(key, unusedKeys(raw));
  const hint = similar === undefined ? "" : `, or did you mean "${similar}"?`;
  return {
    path: pathText(raw.project, ["secrets", key]),
    reason: `has no value, ${usedBy} needs it`,
    fix: `run ${command}${hint}`,
  };
}

/** Secrets that nothing refers to: harmless, but often the other half of a typing mistake. */
export function unusedSecrets(raw: RawConfig): readonly Finding[] {
  return unusedKeys(raw).map((key) =>
    warning(
      pathText(raw.project, ["secrets", key]),
      "is set but nothing refers to it",
      `refer to it with { fromConfig: ${key} } or remove it`,
    ),
  );
}

function unusedKeys(raw: RawConfig): readonly string[] {
  const used = new Set(secretUses(raw.values).map(({ key }) => key));
  return Object.keys(raw.secrets).filter((key) => !used.has(key));
}
