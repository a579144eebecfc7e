import { toolPath } from "./install";
import { run } from "./process";

export { lintDashboards, type LintReport } from "./run-dashboards";
export { kubeScore, type KubeScoreReport, type ScoreFinding } from "./run-kube-score";
export {
  kubeconform,
  kubeconformPatches,
  podSecurity,
  type PodSecurityVerdict,
  type ValidationReport,
} from "./run-kubernetes";

/** What a checking program says. Findings are data; only a missing program is an exception (ToolError). */
export interface CheckResult {
  /** False on any finding, and also when there was nothing to check: a check of nothing proves nothing. */
  readonly ok: boolean;
  readonly output: string;
}

export interface PromtoolConfigOptions {
  /** Skip rule files, certificates and token files named in the configuration. @default false */
  readonly syntaxOnly?: boolean;
}

/** `promtool check config` with every lint fatal. Relative rule files are read from the configuration's own folder. */
export function promtoolCheckConfig(file: string, options: PromtoolConfigOptions = {}): Promise<CheckResult> {
  const flags = ["--lint=all", "--lint-fatal", ...(options.syntaxOnly ? ["--syntax-only"] : [])];
  return check("promtool", ["check", "config", ...flags, file]);
}

/** `promtool check rules` with every lint fatal. */
export function promtoolCheckRules(files: readonly string[]): Promise<CheckResult> {
  return checkFiles("promtool", ["check", "rules", "--lint=all", "--lint-fatal"], files);
}

/** `promtool test rules` on unit test files; rule files in them are relative to the test file. */
export function promtoolTestRules(files: readonly string[]): Promise<CheckResult> {
  return checkFiles("promtool", ["test", "rules"], files);
}

export function amtoolCheckConfig(file: string): Promise<CheckResult> {
  return check("amtool", ["check-config", file]);
}

/** The result of routing one alert through an Alertmanager configuration. */
export interface RouteResult extends CheckResult {
  /** Receivers in the order in which Alertmanager reaches them. Empty when the configuration is not valid. */
  readonly receivers: readonly string[];
}

/** Routes one alert with `labels`; `ok` if exactly `receivers` are reached, in any order. */
export async function amtoolRouteTest(
  file: string,
  labels: Readonly<Record<string, string>>,
  receivers: readonly string[],
): Promise<RouteResult> {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const result = await check("amtool", ["config", "routes", "test", `--config.file=${file}`, ...matchers]);
  if (!result.ok) return { ...result, receivers: [] };
  const reached = result.output.split("\n").at(-1)?.split(",").filter(Boolean) ?? [];
  const same = [...reached].sort().join(",") === [...receivers].sort().join(",");
  return {
    ok: same,
    output: same ? result.output : `expected ${receivers.join(", ")}; reached ${reached.join(", ")}`,
    receivers: reached,
  };
}

/** Loki's own reading and validation of a configuration; nothing is started. */
export function lokiVerifyConfig(file: string): Promise<CheckResult> {
  return check("loki", ["-verify-config", `-config.file=${file}`]);
}

/** Loki's own parser on rule files of its ruler, with `lokitool rules check`; promtool cannot read LogQL. */
export function lokiCheckRules(files: readonly string[]): Promise<CheckResult> {
  return checkFiles("lokitool", ["rules", "check"], files);
}

/** Promtail's own reading of a configuration; nothing is started. */
export function promtailCheckSyntax(file: string): Promise<CheckResult> {
  return check("promtail", ["-check-syntax", `-config.file=${file}`]);
}

/** Syntax of an Alloy configuration, by Alloy's parser. It does not know which components exist. */
export function alloySyntax(file: string): Promise<CheckResult> {
  return check("alloy-syntax", [file]);
}

/**
 * `pint lint` without a server: mistakes in PromQL that promtool accepts. Every finding counts, warnings too, but those of
 * the checks named in `without`.
 */
export function pintLint(files: readonly string[], without: readonly string[] = []): Promise<CheckResult> {
  const disabled = without.map((check) => `--disabled=${check}`);
  return checkFiles(
    "pint",
    ["--no-color", "--offline", ...disabled, "lint", "--min-severity=warning", "--fail-on=warning"],
    files,
  );
}

async function checkFiles(
  tool: string,
  args: readonly string[],
  files: readonly string[],
): Promise<CheckResult> {
  if (files.length === 0) return { ok: false, output: `${tool}: no files to check` };
  return check(tool, [...args, ...files]);
}

async function check(tool: string, args: readonly string[]): Promise<CheckResult> {
  const outcome = await run(toolPath(tool), args);
  return { ok: outcome.status === 0, output: `${outcome.stdout}\n${outcome.stderr}`.trim() };
}
