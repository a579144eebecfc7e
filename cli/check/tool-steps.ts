import { agentsNamespace } from "../../config/schema/platform";
import type { Plan } from "../../systems/plan";
import * as run from "../../test/tools/run";
import type { Finding } from "./finding";
import { judgePatchScore, judgeScore, type ScoreJudgement } from "./kube-score";
import type { ToolFiles } from "./tool-files";
import { toolLines } from "./tool-text";

/** A complaint of a tool, without what is the same for all of its complaints. */
export type ToolComplaint = Omit<Finding, "area">;

/** Where a user sees what the tools saw. */
const SEE = "see it with npm run render -- <stack> --out DIR";

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
  return [
    ...configSteps(files),
    ...ruleSteps(files, plan),
    ...dashboardSteps(files),
    ...objectSteps(files, plan),
    ...patchSteps(files, plan),
  ];
}

/** The configuration files, each by the program that will read it. */
function configSteps({ configs, folder }: ToolFiles): ToolStep[] {
  const readers: readonly (readonly [string, string, (path: string) => Promise<run.CheckResult>])[] = [
    ["promtool", "prometheus.yml", (path) => run.promtoolCheckConfig(path, { syntaxOnly: true })],
    ["amtool", "alertmanager.yml", run.amtoolCheckConfig],
    ["loki", "loki.yaml", run.lokiVerifyConfig],
    ["promtail", "promtail.yaml", run.promtailCheckSyntax],
    ["alloy-syntax", "config.alloy", run.alloySyntax],
  ];
  return readers.flatMap(([tool, where, reader]) => {
    const path = configs.get(where);
    return path === undefined ? [] : [step({ tool, where, folder, fix: SEE, judge: () => reader(path) })];
  });
}

/** Rule files; a complaint names the file that the rule was written in. */
function ruleSteps({ rules, lokiRules, folder }: ToolFiles, plan: Plan): ToolStep[] {
  const sources = new Map(
    [...plan.ruleFiles, ...plan.lokiRuleFiles].map(({ fileName, source }) => [fileName, source]),
  );
  const common = { where: "rules", folder, fix: "correct the rule", sources };
  return [
    ...(rules.length === 0
      ? []
      : [step({ ...common, tool: "promtool", judge: () => run.promtoolCheckRules(rules) })]),
    ...(lokiRules.length === 0
      ? []
      : [step({ ...common, tool: "lokitool", judge: () => run.lokiCheckRules(lokiRules) })]),
  ];
}

/** Dashboards, by every rule of Grafana's own linter. */
function dashboardSteps({ dashboards }: ToolFiles): ToolStep[] {
  if (dashboards.length === 0) return [];
  return [
    {
      tool: "dashboard-linter",
      where: "dashboards",
      run: async () =>
        (await run.lintDashboards(dashboards)).findings.map(({ file, rule, message }) => ({
          where: file.replace(/\.json$/, ""),
          reason: `${rule}: ${message}`,
          fix: "see docs/dashboards.md",
        })),
    },
  ];
}

/** Complete objects, by the API server's schemas, by its admission code, and by good practice. */
function objectSteps({ objects, folder }: ToolFiles, plan: Plan): ToolStep[] {
  const agents = agentsNamespace(plan.settings);
  return [
    step({ tool: "kubeconform", where: "objects", folder, fix: SEE, judge: () => run.kubeconform(objects) }),
    podSecurityStep("objects", objects, [agents]),
    scoreStep("objects", objects, (report) => judgeScore(report, plan)),
  ];
}

/** The same for patches. Their containers must be restricted by themselves: the pod around them is not known here. */
function patchSteps({ patches, folder }: ToolFiles, plan: Plan): ToolStep[] {
  if (patches === undefined) return [];
  const judge = () => run.kubeconformPatches(patches);
  return [
    step({ tool: "kubeconform", where: "patches", folder, fix: SEE, judge }),
    podSecurityStep("patches", patches, []),
    scoreStep("patches", patches, (report) => judgePatchScore(report, plan)),
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
          fix: "keep its pod to the Pod Security Standard restricted",
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
      if (report.objects === 0) return [{ where, reason: `nothing was scored: ${report.output}`, fix: SEE }];
      return judge(report).findings.map(({ object, check, grade, comments }) => ({
        where: object.replace(/^(\w+)\/.*?([^/]+\/[^/]+)$/, "$1 $2"),
        reason: `${grade}: ${check}: ${comments.join(", ")}`,
        fix: "correct it, or accept it with its reason in cli/check/kube-score.ts",
      }));
    },
  };
}

interface OutputStep extends Pick<ToolStep, "tool" | "where"> {
  readonly folder: string;
  readonly fix: string;
  /** Mounted file name to the file that it was made from. Default: each is named as it is. */
  readonly sources?: ReadonlyMap<string, string>;
  readonly judge: () => Promise<{ ok: boolean; output: string }>;
}

/** A tool that tells its complaints as text. */
function step({ tool, where, folder, fix, sources, judge }: OutputStep): ToolStep {
  return {
    tool,
    where,
    run: async () => {
      const { ok, output } = await judge();
      if (ok) return [];
      return toolLines(output, folder).map(({ file = where, text }) => ({
        where: sources?.get(file) ?? file,
        reason: text,
        fix,
      }));
    },
  };
}
