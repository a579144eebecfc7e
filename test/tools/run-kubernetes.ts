import { z } from "zod";
import { toolPath } from "./install";
import { run } from "./process";
import { kubernetesVersions, schemaPath, type KubernetesVersion } from "./schemas";

export interface ValidationReport {
  /** True if there was at least one object and every object is valid. */
  readonly ok: boolean;
  readonly output: string;
  /** Number of valid objects. */
  readonly valid: number;
}

const kubeconformReport = z.object({
  resources: z.array(
    z.object({
      filename: z.string(),
      kind: z.string(),
      name: z.string(),
      status: z.string(),
      msg: z.string(),
    }),
  ),
  summary: z.object({ valid: z.number(), invalid: z.number(), errors: z.number(), skipped: z.number() }),
});

/** Every object of a YAML file or folder against the strict schemas of one Kubernetes version (default: the oldest supported). */
export async function kubeconform(
  path: string,
  version: KubernetesVersion = kubernetesVersions[0],
): Promise<ValidationReport> {
  return validate(path, schemaPath(version));
}

/** The same for patches: no field is missed, but an unknown field or a wrong type is found. */
export async function kubeconformPatches(
  path: string,
  version: KubernetesVersion = kubernetesVersions[0],
): Promise<ValidationReport> {
  return validate(path, schemaPath(version, "partial"));
}

async function validate(path: string, schemas: string): Promise<ValidationReport> {
  const location = `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`;
  const args = ["-strict", "-summary", "-output", "json", "-schema-location", location, path];
  const { status, stdout, stderr } = await run(toolPath("kubeconform"), args);
  if (stdout.trim() === "") return { ok: false, output: stderr, valid: 0 };
  const { resources, summary } = kubeconformReport.parse(JSON.parse(stdout));
  const findings = resources.map(
    (found) => `${found.filename}: ${found.kind} ${found.name} ${found.status}: ${found.msg}`,
  );
  if (summary.valid === 0 && findings.length === 0) findings.push(`${path}: no objects to check`);
  return {
    ok: status === 0 && summary.skipped === 0 && findings.length === 0,
    output: findings.join("\n"),
    valid: summary.valid,
  };
}

const podSecurityVerdict = z.object({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  restricted: z.boolean(),
  baseline: z.boolean(),
  reasons: z.array(z.string()),
});

/** One workload's standing by the Pod Security Standards; `reasons` say what stands against `restricted`. */
export type PodSecurityVerdict = Readonly<z.infer<typeof podSecurityVerdict>>;

/**
 * The Pod Security verdict on every workload of a YAML file or folder, sorted by namespace, kind and name.
 * @throws if the input cannot be read as Kubernetes objects
 */
export async function podSecurity(path: string): Promise<readonly PodSecurityVerdict[]> {
  const { status, stdout, stderr } = await run(toolPath("pss"), [path]);
  if (status !== 0) throw new Error(stderr.trim());
  return z.array(podSecurityVerdict).parse(JSON.parse(stdout));
}
