import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { toolPath } from "./install";
import { run } from "./process";
import { kubernetesVersions } from "./schemas";

const scoredObject = z.object({
  object_name: z.string(),
  file_name: z.string(),
  checks: z
    .array(
      z.object({
        check: z.object({ id: z.string() }),
        grade: z.number(),
        skipped: z.boolean(),
        comments: z.array(z.object({ path: z.string(), summary: z.string() })).nullable(),
      }),
    )
    .nullable(),
});

export interface ScoreFinding {
  /** For instance `apps/v1/Deployment/monitoring/grafana`. */
  readonly object: string;
  /** kube-score's name of the check, for instance `container-resources`. */
  readonly check: string;
  readonly grade: "critical" | "warning";
  readonly comments: readonly string[];
}

export interface KubeScoreReport {
  /** True if at least one object was scored and nothing is critical. */
  readonly ok: boolean;
  readonly output: string;
  readonly findings: readonly ScoreFinding[];
  /** Number of checks passed, and of objects scored. */
  readonly passed: number;
  readonly objects: number;
}

/** kube-score's grades: 1 critical, 5 warning, 7 almost ok, 10 ok. */
const criticalGrade = 1;
const warningGrade = 5;

/** kube-score on every object of a YAML file or folder, seen together (Services, policies and budgets must match pods). */
export async function kubeScore(path: string): Promise<KubeScoreReport> {
  const files = yamlFiles(path);
  if (files.length === 0) return nothingScored(`${path}: no YAML files`);
  const minor = kubernetesVersions[0].split(".").slice(0, 2).join(".");
  const args = ["score", "--kubernetes-version", `v${minor}`, "--output-format", "json", ...files];
  const { stdout, stderr } = await run(toolPath("kube-score"), args);
  if (stdout.trim() === "") return nothingScored(stderr);
  const scored = z.array(scoredObject).nullable().parse(JSON.parse(stdout)) ?? [];
  const graded = scored.flatMap((object) =>
    (object.checks ?? [])
      .filter((one) => !one.skipped)
      .map((one) => ({ object: object.object_name, ...one })),
  );
  const findings = graded
    .filter((one) => one.grade <= warningGrade)
    .map((one) => ({
      object: one.object,
      check: one.check.id,
      grade: one.grade <= criticalGrade ? ("critical" as const) : ("warning" as const),
      comments: (one.comments ?? []).map((comment) =>
        [comment.path, comment.summary].filter(Boolean).join(": "),
      ),
    }))
    .sort((a, b) => key(a).localeCompare(key(b)));
  return {
    ok: scored.length > 0 && findings.every((finding) => finding.grade !== "critical"),
    output: findings.map((one) => `${one.grade}: ${key(one)}: ${one.comments.join("; ")}`).join("\n"),
    findings,
    passed: graded.length - findings.length,
    objects: scored.length,
  };
}

function key(finding: ScoreFinding): string {
  return `${finding.object} ${finding.check}`;
}

function nothingScored(output: string): KubeScoreReport {
  return { ok: false, output, findings: [], passed: 0, objects: 0 };
}

function yamlFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .map((file) => join(path, file));
}
