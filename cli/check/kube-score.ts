import { exporterApp } from "../../components/databases/naming";
import type { Plan } from "../../systems/plan";
import type { KubeScoreReport, ScoreFinding } from "../../test/tools/run";

/** A finding of kube-score that is wrong for this stack. */
export interface AcceptedScore {
  /** kube-score's name of the check. */
  readonly check: string;
  /** Names of the workloads it is accepted for. Default: all. */
  readonly workloads?: readonly string[] | ((plan: Plan) => readonly string[]);
  /** Accepted only where this is true of the stack file. Default: always. */
  readonly when?: (plan: Plan) => boolean;
  readonly reason: string;
}

/** Every finding that is accepted, with the reason. All others fail `npm run check` and the tests. */
export const ACCEPTED_SCORES: readonly AcceptedScore[] = [
  {
    check: "statefulset-has-servicename",
    workloads: ["prometheus", "loki"],
    reason: "one replica, reached by its Service's stable address; nobody needs a DNS name per pod",
  },
  {
    check: "container-security-context-user-group-id",
    workloads: ["promtail", "alloy"],
    reason: "log files of the node belong to root and are readable for root alone",
  },
  {
    check: "deployment-strategy",
    workloads: ["grafana"],
    reason: "SQLite on a ReadWriteOnce volume: never two at a time",
  },
  {
    check: "deployment-strategy",
    workloads: ["kube-state-metrics"],
    reason: "two at once would count every object twice",
  },
  {
    check: "deployment-replicas",
    workloads: ["grafana"],
    reason: "SQLite on a ReadWriteOnce volume: never two at a time",
  },
  {
    check: "deployment-replicas",
    workloads: ["kube-state-metrics"],
    reason: "two at once would count every object twice",
  },
  {
    check: "deployment-replicas",
    workloads: ["blackbox-exporter"],
    reason: "keeps no state; while it restarts its probes are absent, which is shorter than any alert waits",
  },
  {
    check: "deployment-replicas",
    workloads: (plan) => databaseExporters(plan),
    reason: "two would ask the database everything twice; its silence is an alert of its own",
  },
  {
    check: "container-image-pull-policy",
    when: ({ settings }) => settings.scheduling.imagePullPolicy !== "Always",
    reason: "the stack file says so: vigie:scheduling.imagePullPolicy",
  },
  {
    check: "networkpolicy-targets-pod",
    workloads: ["default-deny"],
    when: ({ settings }) => !hasAgents(settings),
    reason:
      "the agents' namespace holds no pod of this stack; what is put there later is denied by default too",
  },
  {
    check: "pod-networkpolicy",
    when: ({ settings }) => !settings.namespace.networkPolicies,
    reason: "the stack file says so: vigie:namespace.networkPolicies",
  },
];

/** Findings on an exporter beside a database, which is a patch of somebody else's workload. */
export const ACCEPTED_SIDECAR_SCORES: readonly AcceptedScore[] = [
  {
    check: "container-image-pull-policy",
    reason: "the database must come back also while the registry is away",
  },
];

/** What kube-score finds in our objects and is not accepted, with the entries that were needed. */
export interface ScoreJudgement {
  readonly findings: readonly ScoreFinding[];
  readonly used: readonly AcceptedScore[];
}

export function judgeScore({ findings }: KubeScoreReport, plan: Plan): ScoreJudgement {
  return judge(findings, ACCEPTED_SCORES, plan);
}

/** The same for patches. Only their containers are ours: budgets, policies and labels are the owner's, and not in a patch. */
export function judgePatchScore({ findings }: KubeScoreReport, plan: Plan): ScoreJudgement {
  const ours = findings.filter(({ check }) => check.startsWith("container-"));
  return judge(ours, ACCEPTED_SIDECAR_SCORES, plan);
}

function judge(
  findings: readonly ScoreFinding[],
  entries: readonly AcceptedScore[],
  plan: Plan,
): ScoreJudgement {
  const matched = findings.map((finding) => ({
    finding,
    entry: entries.find((entry) => accepts(entry, finding, plan)),
  }));
  return {
    findings: matched.filter(({ entry }) => entry === undefined).map(({ finding }) => finding),
    used: [...new Set(matched.flatMap(({ entry }) => entry ?? []))],
  };
}

function accepts({ check, workloads, when }: AcceptedScore, finding: ScoreFinding, plan: Plan): boolean {
  if (check !== finding.check || when?.(plan) === false) return false;
  const names = typeof workloads === "function" ? workloads(plan) : workloads;
  return names === undefined || names.includes(finding.object.split("/").at(-1) ?? "");
}

/** Pods that must read the host: node-exporter and the log collector. */
function hasAgents({ exporters, logs, loki }: Plan["settings"]): boolean {
  return exporters.nodeExporter.enabled || (loki.enabled && logs.collector !== "none");
}

function databaseExporters({ systems }: Plan): string[] {
  return systems.flatMap(({ databases }) => databases.map(exporterApp));
}
