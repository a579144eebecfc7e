import { z } from "./zod";
import { cpu, label, labels as kubernetesLabels, objectName, size } from "./scalars";
import { toleration } from "./common";

/** Who this deployment is and how to reach its cluster. */
export const environment = z
  .enum(["development", "staging", "production"])
  .describe("Kind of environment; label `environment` on every series, log line and alert.");

export const platform = z
  .enum(["k3s", "managed", "kubeadm"])
  .describe("What the cluster is; decides which control-plane targets and alerts can exist.");

export const profile = z
  .enum(["small", "medium", "large"])
  .describe("Size profile: default requests and limits of every container.");

export const cluster = z.strictObject({
  name: label.describe("Cluster name; external label `cluster`."),
  context: z
    .string()
    .min(1)
    .optional()
    .describe(
      "kubeconfig context. Default in `development`: the current one; other environments need it, or `kubeconfig`.",
    ),
  kubeconfig: z
    .string()
    // Its contents would stand in the state, credentials and all.
    .regex(/^[^\s{][^\n\r{]*$/, "must be the path of a kubeconfig file, not its contents")
    .optional()
    .describe("Path of a kubeconfig file. Default: KUBECONFIG, then ~/.kube/config."),
  identifier: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Provider clusterIdentifier: a changed kubeconfig then updates instead of replacing everything. Default: the cluster name.",
    ),
});

export const namespace = z.strictObject({
  name: label.prefault("monitoring").describe("Namespace of the whole stack."),
  create: z.boolean().default(true).describe("false: the namespace exists and is only labelled."),
  agentsName: label
    .optional()
    .describe(
      "Namespace of the pods that must read the host (Pod Security `privileged`). Default: <name>-agents.",
    ),
  podSecurity: z
    .enum(["restricted", "baseline", "privileged"])
    .default("restricted")
    .describe("Pod Security level enforced in the stack's namespace."),
  quota: z
    .strictObject({
      requestsCpu: cpu.optional().describe("Sum of the CPU requests."),
      requestsMemory: size.optional().describe("Sum of the memory requests."),
      limitsCpu: cpu.optional().describe("Sum of the CPU limits."),
      limitsMemory: size.optional().describe("Sum of the memory limits."),
      pods: z.int().min(1).optional().describe("Number of pods."),
      persistentVolumeClaims: z
        .int()
        .min(1)
        .optional()
        .describe("Number of volumes; the stack itself needs up to four and one per further Alertmanager."),
      storage: size.optional().describe("Sum of the volumes."),
    })
    .optional()
    .describe("ResourceQuota of the namespace. Default: none."),
  limitRange: z.boolean().default(true).describe("LimitRange with defaults for containers that set none."),
  networkPolicies: z
    .boolean()
    .default(true)
    .describe("Default deny plus one policy per workload. Needs a CNI that enforces NetworkPolicy."),
});

/** Where the pods run that must read the host. */
export function agentsNamespace({
  namespace: { name, agentsName },
}: {
  readonly namespace: z.infer<typeof namespace>;
}): string {
  return agentsName ?? `${name}-agents`;
}

export const scheduling = z.strictObject({
  storageClass: label
    .optional()
    .describe(
      "Storage class of every volume. Default: the cluster's default class. Fixed once a volume is made: see docs/operations.md before you change it.",
    ),
  nodeSelector: kubernetesLabels.prefault({}).describe("Node labels every pod of the stack needs."),
  tolerations: z.array(toleration).prefault([]).describe("Tolerations of every pod of the stack."),
  imagePullSecrets: z.array(objectName).prefault([]).describe("Pull secrets that exist in the namespace."),
  imageRegistry: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.:/]*[a-z0-9])?$/, "must be a registry host, optionally with a path")
    .optional()
    .describe("Mirror put in front of every image, e.g. `registry.example.org/mirror`. Default: none."),
  imagePullPolicy: z
    .enum(["Always", "IfNotPresent"])
    .default("Always")
    .describe(
      "`Always` notices a tag that moved; `IfNotPresent` suits digests and clusters without a registry.",
    ),
  priorityClassName: objectName
    .optional()
    .describe("An existing PriorityClass for every pod. Default: none."),
  labels: kubernetesLabels.prefault({}).describe("Labels added to every object."),
  protect: z
    .boolean()
    .default(false)
    .describe("Protect volumes and the namespace from `pulumi destroy` and replacement."),
});
