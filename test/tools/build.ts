import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { chmod, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { ownMainFolder } from "./cache";
import { downloadModule, downloadRequired, go, goBuild, lastLines } from "./go";
import { projectModuleFile, readModuleFile } from "./go-project";
import type { GoSource, ToolPin } from "./pin";

/** Folder of a program of our own, in what it is built in. */
const OWN_MAIN = "vigie-main";

interface BuildPlan {
  readonly tool: ToolPin;
  readonly version: string;
  /** The module's own files, read-only. */
  readonly moduleFolder: string;
  /** Folder to work in; made and removed here. */
  readonly scratch: string;
  /** File to write. */
  readonly output: string;
}

/**
 * Builds `tool` from its Go module into `output`, working in the folder `scratch`; returns `module@version` of what was built.
 * @throws if the module cannot be had, or with the compiler's last lines
 */
export async function buildFromModule(tool: ToolPin, output: string, scratch: string): Promise<string> {
  const { version, folder } = await downloadModule(tool.source.module, tool.source.versions);
  await removeFolder(scratch);
  mkdirSync(scratch, { recursive: true });
  const plan: BuildPlan = { tool, version, moduleFolder: folder, scratch, output: resolve(output) };
  try {
    if (tool.source.addFiles) await buildInCopy(plan, tool.source.addFiles);
    else await buildInProject(plan);
  } finally {
    await removeFolder(scratch);
  }
  const slimmed = Object.keys(tool.source.slimmed ?? {}).map((path) => `, without parts of ${path}`);
  return [`${tool.source.module}@${version}`, ...slimmed].join("");
}

async function buildInProject(plan: BuildPlan): Promise<void> {
  const { source } = plan.tool;
  const moduleFile = projectModuleFile(source, plan.version, readModuleFile(plan.moduleFolder));
  writeFileSync(join(plan.scratch, "go.mod"), moduleFile);
  // Upstream's own list of checksums: what upstream built with is what is built here, and no look-up is needed for it.
  const sums = join(plan.moduleFolder, "go.sum");
  if (existsSync(sums)) {
    cpSync(sums, join(plan.scratch, "go.sum"));
    await chmod(join(plan.scratch, "go.sum"), 0o644);
  }
  if (source.ownMain !== undefined) {
    cpSync(ownMainFolder(source.ownMain), join(plan.scratch, OWN_MAIN), { recursive: true });
  }
  for (const [path, files] of Object.entries(source.slimmed ?? {})) await slim(plan, path, files);
  await compile(plan, plan.scratch, target(source));
}

/** Puts a copy of a required module in its place, with `files` instead of its own. */
async function slim(
  { scratch }: BuildPlan,
  path: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const copy = join("slimmed", path);
  const original = await downloadRequired(path, scratch);
  cpSync(original, join(scratch, copy), { recursive: true });
  await makeWritable(join(scratch, copy));
  for (const [file, text] of Object.entries(files)) {
    if (!existsSync(join(scratch, copy, file))) throw new Error(`${path} has no file ${file} to replace`);
    writeFileSync(join(scratch, copy, file), text);
  }
  const outcome = await go(["mod", "edit", `-replace=${path}=./${copy}`], scratch);
  if (outcome.status !== 0) throw new Error(lastLines(outcome.stderr, 5));
}

function target(source: GoSource): string {
  if (source.ownMain !== undefined) return `./${OWN_MAIN}`;
  return source.package === undefined ? source.module : `${source.module}/${source.package}`;
}

/** Some modules embed files that only upstream's release build makes, or need others than may be had: they go into a copy. */
async function buildInCopy(plan: BuildPlan, files: Readonly<Record<string, string>>): Promise<void> {
  const { ownMain, package: upstream = "" } = plan.tool.source;
  const copy = join(plan.scratch, "module");
  cpSync(plan.moduleFolder, copy, { recursive: true });
  await makeWritable(copy);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  if (ownMain !== undefined) cpSync(ownMainFolder(ownMain), join(copy, OWN_MAIN), { recursive: true });
  await compile(plan, copy, `./${ownMain === undefined ? upstream : OWN_MAIN}`);
}

async function compile(plan: BuildPlan, cwd: string, what: string): Promise<void> {
  const { source } = plan.tool;
  const tags = source.tags === undefined ? [] : ["-tags", source.tags.join(",")];
  const outcome = await goBuild(["-mod=mod", ...tags, "-o", plan.output, what], cwd, {
    linkerFlags: stamps(plan),
    env: source.env,
  });
  if (outcome.status !== 0) throw new Error(`the compiler says:\n${lastLines(outcome.stderr, 20)}`);
}

/** A program built from a fallback version says so itself: it is stamped with that version. */
function stamps({ tool, version }: BuildPlan): string {
  const shown = version === tool.source.versions[0] ? tool.version : version.replace(/^v/, "");
  const variables = Object.entries(tool.source.variables ?? {});
  return variables.map(([key, value]) => `-X ${key}=${value.replace("{version}", shown)}`).join(" ");
}

async function removeFolder(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await makeWritable(folder);
  rmSync(folder, { recursive: true, force: true });
}

/** Module files are read-only, and so are copies of them: their folders could be neither added to nor removed. */
async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeWritable(path);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}
