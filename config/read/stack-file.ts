import { emptyRaw, type RawConfig } from "../raw";
import { isMapping } from "./mapping";
import { topLevelProblems } from "./keys";
import { ownKeys } from "./own-keys";
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
  const unreadable = { ...raw, isReadable: false };
  const parsed = parseYaml(text);
  if ("problems" in parsed) return { ...unreadable, problems: parsed.problems };
  const { value } = parsed;
  const fix = `write "config:" and below it ${project}:environment, ${project}:platform and ${project}:cluster, as Pulumi.dev.yaml does`;
  if (value === null || value === undefined) {
    return { ...unreadable, problems: [{ path: "config", reason: "the file is empty", fix }] };
  }
  if (!isMapping(value)) {
    return { ...unreadable, problems: [{ path: "config", reason: "the file is not a mapping", fix }] };
  }
  const problems = topLevelProblems(value, project);
  const config = value.config ?? {};
  if (isMapping(config)) return { ...raw, ...ownKeys(config, project, problems) };
  return { ...unreadable, problems: [...problems, { path: "config", reason: "is not a mapping", fix }] };
}
