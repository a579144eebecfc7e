import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeToolFiles, type ToolFiles } from "../../cli/check/tool-files";
import { toolSteps, type ToolComplaint, type ToolStep } from "../../cli/check/tool-steps";
import type { Evaluated } from "../../cli/program/evaluate";
import { record } from "../../cli/program/record";
import { program } from "../../components/program";
import { loadFromFile } from "../../config/from-file";
import { buildPlan } from "../../systems";
import type { Plan } from "../../systems/plan";

/** A stack on disk as the tools read it, with their steps. */
export class RenderedTools {
  readonly files: ToolFiles;
  readonly steps: readonly ToolStep[];

  constructor(
    readonly evaluated: Evaluated,
    private readonly folder: string,
  ) {
    this.files = writeToolFiles(evaluated, folder);
    this.steps = toolSteps(this.files, evaluated.plan);
  }

  /** `tool of where` of each step, sorted. */
  names(): string[] {
    return this.steps.map(({ tool, where }) => `${tool} of ${where}`).sort();
  }

  /** What one step says. Throws when there is no such step, or when its tool is missing. */
  async says(name: string): Promise<readonly ToolComplaint[]> {
    const step = this.steps.find(({ tool, where }) => `${tool} of ${where}` === name);
    if (step === undefined) throw new Error(`no step ${name}`);
    return step.run();
  }

  config(name: string): string {
    const path = this.files.configs.get(name);
    if (path === undefined) throw new Error(`no configuration file ${name}`);
    return path;
  }

  object(file: string): string {
    return join(this.files.objects, file);
  }

  /** A patch file by the beginning of its name. */
  patch(start: string): string {
    const folder = this.files.patches ?? "";
    const file = readdirSync(folder).find((name) => name.startsWith(start));
    if (file === undefined) throw new Error(`no patch ${start}`);
    return join(folder, file);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The committed stack, with `changes` over its plan. */
export async function renderedTools(stack: string, changes: Partial<Plan> = {}): Promise<RenderedTools> {
  const loaded = loadFromFile(stack);
  const plan = { ...buildPlan(loaded.settings), ...changes };
  const { resources } = await record(() => program(loaded, {}, plan), { stack });
  return new RenderedTools({ loaded, plan, resources }, mkdtempSync(join(tmpdir(), "vigie-stacks-")));
}

/** Runs `use` with `right` replaced by `wrong` in a file, and puts the file back. Throws when there is no `right`. */
export async function withBreach<T>(
  path: string,
  right: string,
  wrong: string,
  use: () => Promise<T>,
): Promise<T> {
  const text = readFileSync(path, "utf8");
  if (!text.includes(right)) throw new Error(`${path} does not contain ${JSON.stringify(right)}`);
  writeFileSync(
    path,
    text.replace(right, () => wrong),
  );
  try {
    return await use();
  } finally {
    writeFileSync(path, text);
  }
}
