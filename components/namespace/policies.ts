import type { Settings } from "../../config/schema";
import type { k8s } from "../kit/kubernetes";

type Level = Settings["namespace"]["podSecurity"];

/**
 * Labels of Pod Security admission: what is enforced is also audited and warned about, so that a refused pod is said at
 * apply. https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function podSecurityLabels(level: Level): Record<string, string> {
  return Object.fromEntries(
    ["enforce", "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, "latest"],
    ]),
  );
}

/** Hard limits of the ResourceQuota; undefined when the stack file sets none. */
export function quotaHard(quota: Settings["namespace"]["quota"]): Record<string, string> | undefined {
  if (quota === undefined) return undefined;
  const hard = {
    "requests.cpu": quota.requestsCpu,
    "requests.memory": quota.requestsMemory,
    "limits.cpu": quota.limitsCpu,
    "limits.memory": quota.limitsMemory,
    pods: quota.pods?.toString(),
    persistentvolumeclaims: quota.persistentVolumeClaims?.toString(),
    "requests.storage": quota.storage,
  };
  const set = Object.entries(hard).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length === 0 ? undefined : Object.fromEntries(set);
}

/**
 * For containers that name no resources, such as a debug pod: ours all name theirs. Without it a quota on cpu or memory
 * refuses such a pod with a message about the quota.
 */
export const CONTAINER_DEFAULTS: k8s.core.v1.LimitRangeItem = {
  type: "Container",
  defaultRequest: { cpu: "10m", memory: "32Mi", "ephemeral-storage": "64Mi" },
  default: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "1Gi" },
};

/** No pod of the namespace may talk or listen until a policy of its own says so. */
export const DENY_ALL: k8s.networking.v1.NetworkPolicySpec = {
  podSelector: {},
  policyTypes: ["Ingress", "Egress"],
};
