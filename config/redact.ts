import { HIDDEN, isHidden } from "./echo";
import { walk } from "./path";
import type { Finding } from "./problem";

/** Takes the values that may not be shown, wherever they stand in the stack file, out of what rules say about them. */
export function redacted(findings: readonly Finding[], values: unknown): readonly Finding[] {
  if (findings.length === 0) return findings;
  const hidden: string[] = [];
  walk(values, (path, value) => {
    if (typeof value === "string" && isHidden(path.at(-1) ?? "", value)) hidden.push(`"${value}"`);
  });
  const clean = (text: string) => hidden.reduce((rest, quoted) => rest.replaceAll(quoted, HIDDEN), text);
  return findings.map((finding) => ({
    ...finding,
    reason: clean(finding.reason),
    fix: clean(finding.fix),
  }));
}
