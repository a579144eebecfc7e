import { tmpdir } from "node:os";
import { z } from "zod";
import { goCommand } from "./go-toolchain";
import { run, type Outcome } from "./process";

/**
 * Runs the Go command without C and without the repository around it, so that a build depends on the module alone.
 * @throws if there is no Go and it cannot be fetched
 */
export async function go(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const command = await goCommand();
  const fixed = { CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false", GOWORK: "off" };
  return run(command.program, args, { cwd, env: { ...fixed, ...command.env, ...env } });
}

export interface GoBuildOptions {
  /** For the linker, for instance `-X key=value`. @default none */
  readonly linkerFlags?: string;
  /** More environment for the compiler. @default none */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Compiler and linker end before it pays to collect garbage; only beyond so much memory does it. */
const IN_A_HURRY = { GOGC: "off", GOMEMLIMIT: "3GiB" };

/**
 * Compiles what `args` say, in `cwd`, without this machine's paths and without what debuggers need: that, and garbage, take
 * the compiler half of its time.
 */
export function goBuild(
  args: readonly string[],
  cwd: string,
  options: GoBuildOptions = {},
): Promise<Outcome> {
  const { linkerFlags = "", env = {} } = options;
  const flags = ["-trimpath", "-gcflags=all=-dwarf=false", "-ldflags", `-s -w ${linkerFlags}`];
  return go(["build", ...flags, ...args], cwd, { ...IN_A_HURRY, ...env });
}

export interface DownloadedModule {
  readonly version: string;
  /** Read-only folder with the module's files, in Go's own module cache. */
  readonly folder: string;
}

const downloadReport = z.object({ Dir: z.string().optional(), Error: z.string().optional() });

/**
 * Downloads the first of `versions` that a module proxy serves; Go verifies it against the checksum database.
 * @throws with every refusal if there is none
 */
export async function downloadModule(module: string, versions: readonly string[]): Promise<DownloadedModule> {
  const refusals: string[] = [];
  for (const version of versions) {
    const outcome = await go(["mod", "download", "-json", `${module}@${version}`], tmpdir());
    const report = parseReport(outcome.stdout);
    if (outcome.status === 0 && report.Dir !== undefined) return { version, folder: report.Dir };
    refusals.push(report.Error ?? lastLines(outcome.stderr, 5));
  }
  throw new Error(`the module cannot be had:\n${refusals.join("\n")}`);
}

/**
 * Folder with the files of a module in just the version that the project in `cwd` builds with.
 * @throws with Go's words if it cannot be had
 */
export async function downloadRequired(module: string, cwd: string): Promise<string> {
  const outcome = await go(["mod", "download", "-json", module], cwd);
  const report = parseReport(outcome.stdout);
  if (outcome.status === 0 && report.Dir !== undefined) return report.Dir;
  throw new Error(`${module} cannot be had: ${report.Error ?? lastLines(outcome.stderr, 5)}`);
}

/** Go prints no report at all when it fails early; its error text is then on the other stream. */
function parseReport(text: string): z.infer<typeof downloadReport> {
  return text.trim() === "" ? {} : downloadReport.parse(JSON.parse(text));
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
