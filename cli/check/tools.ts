import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { agentsNamespace } from "../../components/kit/endpoints";
import { ToolError } from "../../test/tools/errors";
import * as run from "../../test/tools/run";
import type { Evaluated } from "../program/evaluate";
import { renderedFiles } from "../render/files";
import { configFiles, type ConfigFiles } from "./config-files";
import type { Finding } from "./finding";

export interface ToolReport {
  readonly findings: readonly Finding[];
  /** Tools that ran. */
  readonly ran: readonly string[];
  /** Tools that are not in the cache; `npm test` gets them. */
  readonly absent: readonly string[];
}

interface Step {
  readonly tool: string;
  /** Its complaints, or nothing. */
  readonly run: () => Promise<readonly Pick<Finding, "where" | "reason">[]>;
}

/** The programs' own judgement of what was rendered, by those of the pinned tools that are in the cache already. */
export async function checkWithTools(evaluated: Evaluated): Promise<ToolReport> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-check-"));
  try {
    const steps = [
      ...configSteps(configFiles(evaluated.resources), folder),
      ...manifestSteps(evaluated, folder),
    ];
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

async function runStep({ tool, run: judge }: Step): Promise<StepResult> {
  try {
    const found = await judge();
    const fix = `see ${tool}'s message`;
    return { tool, absent: false, findings: found.map((finding) => ({ area: tool, fix, ...finding })) };
  } catch (error) {
    if (error instanceof ToolError) return { tool, absent: true, findings: [] };
    throw error;
  }
}

function names(results: readonly StepResult[]): string[] {
  return [...new Set(results.map(({ tool }) => tool))].sort();
}

/** The configuration files, each by the program that will read it. */
function configSteps(files: ConfigFiles, folder: string): Step[] {
  const readers: readonly (readonly [string, string, (path: string) => Promise<run.CheckResult>])[] = [
    ["promtool", "prometheus.yml", (path) => run.promtoolCheckConfig(path, { syntaxOnly: true })],
    ["amtool", "alertmanager.yml", run.amtoolCheckConfig],
    ["loki", "loki.yaml", run.lokiVerifyConfig],
    ["promtail", "promtail.yaml", run.promtailCheckSyntax],
    ["alloy-syntax", "config.alloy", run.alloySyntax],
  ];
  const configs = readers.flatMap(([tool, name, reader]) => {
    const text = files.byName.get(name);
    return text === undefined ? [] : [step(tool, name, () => reader(written(folder, name, text)))];
  });
  const rules = [...files.rules].map(([name, text]) => written(folder, `rules-${name}`, text));
  if (rules.length === 0) return configs;
  return [...configs, step("promtool", "rules", () => run.promtoolCheckRules(rules))];
}

/** The objects, by the API server's schemas and by its admission code. */
function manifestSteps({ resources, plan }: Evaluated, folder: string): Step[] {
  const objects = join(folder, "objects");
  mkdirSync(objects);
  for (const [name, text] of renderedFiles(resources)) {
    // A patch is no complete object: its schema is that of the object it changes.
    if (!name.startsWith("patch-")) writeFileSync(join(objects, name), text);
  }
  const agents = agentsNamespace(plan.settings);
  return [
    step("kubeconform", "objects", () => run.kubeconform(objects)),
    {
      tool: "pss",
      run: async () =>
        (await run.podSecurity(objects))
          .filter(({ namespace, restricted }) => !restricted && namespace !== agents)
          .map(({ kind, namespace, name, reasons }) => ({
            where: `${kind} ${namespace}/${name}`,
            reason: `is not restricted: ${reasons.join(", ")}`,
          })),
    },
  ];
}

function step(tool: string, where: string, judge: () => Promise<{ ok: boolean; output: string }>): Step {
  return {
    tool,
    run: async () => {
      const { ok, output } = await judge();
      return ok ? [] : [{ where, reason: output }];
    },
  };
}

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
