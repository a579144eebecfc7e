import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../../test/tools/errors";
import type { Evaluated } from "../program/evaluate";
import type { Finding } from "./finding";
import { writeToolFiles } from "./tool-files";
import { toolSteps, type ToolStep } from "./tool-steps";

export interface ToolReport {
  readonly findings: readonly Finding[];
  /** Tools that ran. */
  readonly ran: readonly string[];
  /** Tools that are not in the cache; `npm test` gets them. */
  readonly absent: readonly string[];
}

/** The programs' own judgement of what was rendered, by those of the pinned tools that are in the cache already. */
export async function checkWithTools(evaluated: Evaluated): Promise<ToolReport> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-check-"));
  try {
    const steps = toolSteps(writeToolFiles(evaluated, folder), evaluated.plan);
    const results = await Promise.all(steps.map(runStep));
    return {
      findings: results.flatMap(({ findings }) => findings),
      ran: names(results.filter(({ absent }) => !absent)),
      absent: names(results.filter(({ absent }) => absent)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface StepResult {
  readonly tool: string;
  readonly absent: boolean;
  readonly findings: readonly Finding[];
}

async function runStep({ tool, run: judge }: ToolStep): Promise<StepResult> {
  try {
    const found = await judge();
    return { tool, absent: false, findings: found.map((finding) => ({ area: tool, ...finding })) };
  } catch (error) {
    if (error instanceof ToolError) return { tool, absent: true, findings: [] };
    throw error;
  }
}

function names(results: readonly StepResult[]): string[] {
  return [...new Set(results.map(({ tool }) => tool))].sort();
}
