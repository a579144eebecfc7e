/**
 * The Kubernetes resource classes this program uses, by deep path: the package's root import loads every API group
 * (0.9 s with its sister SDKs), the classes alone a few milliseconds.
 */
export { Provider } from "@pulumi/kubernetes/provider";
export { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
export { DaemonSet } from "@pulumi/kubernetes/apps/v1/daemonSet";
export { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
export { DeploymentPatch } from "@pulumi/kubernetes/apps/v1/deploymentPatch";
export { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
export { StatefulSetPatch } from "@pulumi/kubernetes/apps/v1/statefulSetPatch";
export { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
export { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange";
export { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
export { NamespacePatch } from "@pulumi/kubernetes/core/v1/namespacePatch";
export { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
export { ResourceQuota } from "@pulumi/kubernetes/core/v1/resourceQuota";
export { Secret } from "@pulumi/kubernetes/core/v1/secret";
export { Service } from "@pulumi/kubernetes/core/v1/service";
export { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
export { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
export { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
export { ClusterRole } from "@pulumi/kubernetes/rbac/v1/clusterRole";
export { ClusterRoleBinding } from "@pulumi/kubernetes/rbac/v1/clusterRoleBinding";
export { Role } from "@pulumi/kubernetes/rbac/v1/role";
export { RoleBinding } from "@pulumi/kubernetes/rbac/v1/roleBinding";
export type { input as k8s } from "@pulumi/kubernetes/types";
