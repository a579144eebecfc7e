import { agentsNamespace } from "../../config/schema/platform";
import type { Plan } from "../../systems/plan";
import * as run from "../../test/tools/run";
import type { Finding } from "./finding";
import { judgePatchScore, judgeScore, type ScoreJudgement } from "./kube-score";
import type { ToolFiles } from "./tool-files";

/** A complaint of a tool, without what is the same for all of its complaints. */
export type ToolComplaint = Pick<Finding, "where" | "reason">;

/** One tool's judgement of one part of a rendered stack. */
export interface ToolStep {
  readonly tool: string;
  /** The file, or what the files are: `rules`, `objects`, `patches`. */
  readonly where: string;
  /**
   * Its complaints, or nothing.
   * @throws ToolError when the tool is not in the cache
   */
  readonly run: () => Promise<readonly ToolComplaint[]>;
}

/** Everything that the pinned tools can say about a rendered stack. The files are read when a step runs. */
export function toolSteps(files: ToolFiles, plan: Plan): readonly ToolStep[] {
  return [...configSteps(files), ...objectSteps(files.objects, plan), ...patchSteps(files.patches, plan)];
}

/** The configuration files, each by the program that will read it. */
function configSteps({ configs, rules, lokiRules }: ToolFiles): ToolStep[] {
  const readers: readonly (readonly [string, string, (path: string) => Promise<run.CheckResult>])[] = [
    ["promtool", "prometheus.yml", (path) => run.promtoolCheckConfig(path, { syntaxOnly: true })],
    ["amtool", "alertmanager.yml", run.amtoolCheckConfig],
    ["loki", "loki.yaml", run.lokiVerifyConfig],
    ["promtail", "promtail.yaml", run.promtailCheckSyntax],
    ["alloy-syntax", "config.alloy", run.alloySyntax],
  ];
  const steps = readers.flatMap(([tool, name, reader]) => {
    const path = configs.get(name);
    return path === undefined ? [] : [step(tool, name, () => reader(path))];
  });
  if (rules.length > 0) steps.push(step("promtool", "rules", () => run.promtoolCheckRules(rules)));
  if (lokiRules.length > 0) steps.push(step("lokitool", "rules", () => run.lokiCheckRules(lokiRules)));
  return steps;
}

/** Complete objects, by the API server's schemas, by its admission code, and by good practice. */
function objectSteps(folder: string, plan: Plan): ToolStep[] {
  const agents = agentsNamespace(plan.settings);
  return [
    step("kubeconform", "objects", () => run.kubeconform(folder)),
    podSecurityStep("objects", folder, [agents]),
    scoreStep("objects", folder, (report) => judgeScore(report, plan)),
  ];
}

/** The same for patches. Their containers must be restricted by themselves: the pod around them is not known here. */
function patchSteps(folder: string | undefined, plan: Plan): ToolStep[] {
  if (folder === undefined) return [];
  return [
    step("kubeconform", "patches", () => run.kubeconformPatches(folder)),
    podSecurityStep("patches", folder, []),
    scoreStep("patches", folder, (report) => judgePatchScore(report, plan)),
  ];
}

/** Finds workloads that are not `restricted`, outside the namespaces that may hold such. */
function podSecurityStep(where: string, folder: string, except: readonly string[]): ToolStep {
  return {
    tool: "pss",
    where,
    run: async () =>
      (await run.podSecurity(folder))
        .filter(({ namespace, restricted }) => !restricted && !except.includes(namespace))
        .map(({ kind, namespace, name, reasons }) => ({
          where: `${kind} ${namespace}/${name}`,
          reason: `is not restricted: ${reasons.join(", ")}`,
        })),
  };
}

function scoreStep(
  where: string,
  folder: string,
  judge: (report: run.KubeScoreReport) => ScoreJudgement,
): ToolStep {
  return {
    tool: "kube-score",
    where,
    run: async () => {
      const report = await run.kubeScore(folder);
      if (report.objects === 0) return [{ where, reason: `nothing was scored: ${report.output}` }];
      return judge(report).findings.map(({ object, check, grade, comments }) => ({
        where: object,
        reason: `${grade}: ${check}: ${comments.join("; ")}`,
      }));
    },
  };
}

function step(tool: string, where: string, judge: () => Promise<{ ok: boolean; output: string }>): ToolStep {
  return {
    tool,
    where,
    run: async () => {
      const { ok, output } = await judge();
      return ok ? [] : [{ where, reason: output }];
    },
  };
}
