import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { chmod, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { projectModuleFile, readModuleFile } from "./go-project";
import type { ToolPin } from "./pin";
import { run, type Outcome } from "./process";

/** Builds `tool` from its Go module into `output`; returns `module@version` of what was built. */
export async function buildFromModule(tool: ToolPin, output: string): Promise<string> {
  const { version, folder } = await downloadModule(tool);
  const scratch = mkdtempSync(join(tmpdir(), `vigie-${tool.name}-`));
  try {
    if (tool.source.addFiles) await buildInCopy(tool, version, folder, scratch, output);
    else await buildInProject(tool, version, folder, scratch, output);
  } finally {
    // Copies of module files are read-only, which `force` alone does not overcome for folders.
    await makeWritable(scratch);
    rmSync(scratch, { recursive: true, force: true });
  }
  return `${tool.source.module}@${version}`;
}

interface Downloaded {
  readonly version: string;
  readonly folder: string;
}

async function downloadModule(tool: ToolPin): Promise<Downloaded> {
  const refusals: string[] = [];
  for (const version of tool.source.versions) {
    const outcome = await go(["mod", "download", "-json", `${tool.source.module}@${version}`], tmpdir());
    if (outcome.status === 0) return { version, folder: stringField(outcome.stdout, "Dir") };
    refusals.push(stringField(outcome.stdout, "Error") || lastLines(outcome.stderr, 5));
  }
  throw new Error(`the module cannot be had:\n${refusals.join("\n")}`);
}

function stringField(json: string, field: string): string {
  try {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== "object" || parsed === null) return "";
    const value: unknown = Object.entries(parsed).find(([key]) => key === field)?.[1];
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}

async function buildInProject(
  tool: ToolPin,
  version: string,
  folder: string,
  scratch: string,
  output: string,
): Promise<void> {
  const { source } = tool;
  writeFileSync(join(scratch, "go.mod"), projectModuleFile(source, version, readModuleFile(folder)));
  // Upstream's own list of checksums: what upstream built with is what is built here, and no look-up is needed for it.
  if (existsSync(join(folder, "go.sum"))) {
    cpSync(join(folder, "go.sum"), join(scratch, "go.sum"));
    await chmod(join(scratch, "go.sum"), 0o644);
  }
  if (source.ownMain !== undefined) {
    cpSync(join(__dirname, source.ownMain), join(scratch, "main"), { recursive: true });
    await compile(tool, version, scratch, "./main", output);
    return;
  }
  await compile(tool, version, scratch, [source.module, source.package].filter(Boolean).join("/"), output);
}

/** Some modules embed files that only upstream's release build makes; they are added to a copy of the module. */
async function buildInCopy(
  tool: ToolPin,
  version: string,
  folder: string,
  scratch: string,
  output: string,
): Promise<void> {
  const copy = join(scratch, "module");
  cpSync(folder, copy, { recursive: true });
  await makeWritable(copy);
  for (const [path, text] of Object.entries(tool.source.addFiles ?? {})) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  await compile(tool, version, copy, `./${tool.source.package ?? ""}`, output);
}

async function compile(
  tool: ToolPin,
  version: string,
  cwd: string,
  target: string,
  output: string,
): Promise<void> {
  const { source } = tool;
  const shown = version === source.versions[0] ? tool.version : version.replace(/^v/, "");
  const variables = Object.entries(source.variables ?? {}).map(
    ([key, value]) => `-X ${key}=${value.replace("{version}", shown)}`,
  );
  const args = ["build", "-mod=mod", "-trimpath", "-ldflags", ["-s", "-w", ...variables].join(" ")];
  if (source.tags) args.push("-tags", source.tags.join(","));
  const outcome = await go([...args, "-o", resolve(output), target], cwd, source.env);
  if (outcome.status !== 0) throw new Error(`the compiler says:\n${lastLines(outcome.stderr, 20)}`);
}

async function go(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const outcome = await run("go", args, {
    cwd,
    env: { CGO_ENABLED: "0", GOFLAGS: "-buildvcs=false", GOWORK: "off", ...env },
  });
  if (outcome.missing) throw new Error("Go is not installed; get Go 1.26 or newer from https://go.dev/dl/");
  return outcome;
}

export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeWritable(path);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}
