import type { k8s } from "../kit/kubernetes";

const READ = ["get", "list", "watch"];

/**
 * What discovery and the cluster's own targets need, nothing else: no Secrets, no ConfigMaps, and `nodes/metrics` instead
 * of `nodes/proxy`, which would run commands in every pod. https://github.com/prometheus-community/helm-charts/issues/6545
 */
export const PROMETHEUS_RULES: readonly k8s.rbac.v1.PolicyRule[] = [
  { apiGroups: [""], resources: ["nodes", "pods", "services"], verbs: READ },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
  { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
  { nonResourceURLs: ["/metrics"], verbs: ["get"] },
];
