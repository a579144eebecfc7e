import type { k8s } from "../kit/kubernetes";

/** What is watched, by API group. No Secrets and no ConfigMaps: their names alone are not worth reading every one. */
const WATCHED: Readonly<Record<string, readonly string[]>> = {
  "": [
    "namespaces",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "resourcequotas",
    "services",
  ],
  apps: ["daemonsets", "deployments", "replicasets", "statefulsets"],
  autoscaling: ["horizontalpodautoscalers"],
  batch: ["cronjobs", "jobs"],
  "networking.k8s.io": ["ingresses"],
  policy: ["poddisruptionbudgets"],
  "storage.k8s.io": ["storageclasses"],
};

/** The `--resources` flag. */
export function watchedResources(): string {
  return Object.values(WATCHED).flat().sort().join(",");
}

/** List and watch on exactly those. */
export const KUBE_STATE_RULES: readonly k8s.rbac.v1.PolicyRule[] = Object.entries(WATCHED).map(
  ([apiGroup, resources]) => ({ apiGroups: [apiGroup], resources: [...resources], verbs: ["list", "watch"] }),
);
