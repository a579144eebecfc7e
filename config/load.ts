import type { MissingSecret } from ".";
import { deepFreeze } from "./freeze";
import { schemaProblems } from "./issues";
import { StackFileError, sentence, type Finding, type Problem } from "./problem";
import { pathText } from "./path";
import type { RawConfig, ReadProblem } from "./raw";
import { redacted } from "./redact";
import { RULES } from "./rules";
import type { Key } from "./rules/rule";
import { stackFile, type Settings } from "./schema";
import { clearTextProblems } from "./secrets/clear-text";
import { missingProblem, missingSecrets, unusedSecrets } from "./secrets/missing";
import { secretValueProblems } from "./secrets/sanity";
import { withoutSwitchedOff } from "./switched-off";

export interface LoadOptions {
  /** Preview and up: a reference without a value is refused instead of listed. */
  readonly requireSecrets: boolean;
}

/** A stack file that passed every check, before its secrets became outputs. */
export interface Checked {
  readonly settings: Settings;
  readonly missing: readonly MissingSecret[];
  readonly warnings: readonly string[];
}

/**
 * Validates a stack file: schema, secrets, and the rules over several fields. Settings are frozen.
 * @throws StackFileError with every problem at once.
 */
export function load(given: RawConfig, options: LoadOptions): Checked {
  const raw = withoutSwitchedOff(given);
  if (!raw.isReadable) throw new StackFileError(raw.file, raw.problems);
  const values = withoutEmpty(raw.values);
  const parsed = stackFile.safeParse(values);
  const bySchema = parsed.success
    ? []
    : schemaProblems(parsed.error.issues, { schema: stackFile, values, project: raw.project });
  const settings = parsed.success ? parsed.data : healthyPart(values, bySchema);
  const findings = [
    ...redacted(ruleFindings(settings, new Set(bySchema.map(({ key }) => key))), values),
    ...unusedSecrets(raw),
  ];
  const missing = missingSecrets(raw);
  const clear = clearTextProblems(raw);
  const problems = [
    ...raw.problems,
    ...without(bySchema, [...raw.problems.map((problem) => meantPlace(problem, raw)), ...clear]),
    ...clear,
    ...without(
      findings.filter(({ level }) => level === "error"),
      clear,
    ),
    ...(options.requireSecrets ? missing.map((secret) => missingProblem(secret, raw)) : []),
    ...secretValueProblems(raw),
  ];
  if (problems.length > 0 || settings === undefined) throw new StackFileError(raw.file, unique(problems));
  const warnings = findings.filter(({ level }) => level === "warning").map(sentence);
  return { settings: deepFreeze(settings), missing, warnings };
}

/** Pulumi fills in the defaults of Pulumi.yaml, `{}` for what is optional: the same as not set. */
function withoutEmpty(values: RawConfig["values"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => {
      return (
        !(key in stackFile.shape) ||
        typeof value !== "object" ||
        value === null ||
        Object.keys(value).length > 0
      );
    }),
  );
}

/** Stand-ins for required keys that are broken; rules that read them do not run. */
const STAND_INS = { environment: "development", platform: "kubeadm", cluster: { name: "unknown" } } as const;

/** The settings with every broken top-level key left at its default, so that the rules over the others can still run. */
function healthyPart(
  values: Record<string, unknown>,
  broken: readonly { key: string }[],
): Settings | undefined {
  const bad = new Set(broken.map(({ key }) => key));
  const good = Object.entries(values).filter(([key]) => !bad.has(key));
  return stackFile.safeParse({ ...STAND_INS, ...Object.fromEntries(good) }).data;
}

function ruleFindings(settings: Settings | undefined, broken: ReadonlySet<string>): readonly Finding[] {
  if (settings === undefined) return [];
  const sound = (key: Key) => !broken.has(key);
  return RULES.filter(({ reads }) => reads.every(sound)).flatMap(({ check }) => check(settings));
}

/** Under the engine a key is seen twice: in what it hands over and in the file. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [sentence(problem), problem])).values()];
}

/** Where the value of a misplaced key should have stood: there it is not missing. */
function meantPlace({ path, key }: ReadProblem, { project }: RawConfig): Pick<Problem, "path"> {
  return { path: key === undefined ? path : pathText(project, [key]) };
}

/** For one place, "this is a secret in clear" says more than "this must be a reference". */
function without(problems: readonly Problem[], better: readonly Pick<Problem, "path">[]): readonly Problem[] {
  const places = new Set(better.map(({ path }) => path));
  return problems.filter(({ path }) => !places.has(path));
}
