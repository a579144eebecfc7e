import * as pulumi from "@pulumi/pulumi";
import { ClusterRole, ClusterRoleBinding, ServiceAccount, type k8s } from "./kubernetes";

export interface ClusterAccountArgs {
  /** Of the ServiceAccount. */
  readonly metadata: {
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly labels: Record<string, string>;
  };
  readonly rules: readonly k8s.rbac.v1.PolicyRule[];
}

/**
 * A ServiceAccount with read access to the whole cluster, and its name once the access is granted. The cluster-wide names
 * carry the namespace's, so that two stacks fit into one cluster.
 */
export function clusterAccount(
  name: string,
  { metadata, rules }: ClusterAccountArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, opts);
  const clusterWide = {
    name: pulumi.interpolate`${metadata.namespace}-${metadata.name}`,
    labels: metadata.labels,
  };
  const role = new ClusterRole(name, { metadata: clusterWide, rules: [...rules] }, opts);
  const binding = new ClusterRoleBinding(
    name,
    {
      metadata: clusterWide,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
      subjects: [{ kind: "ServiceAccount", name: account.metadata.name, namespace: metadata.namespace }],
    },
    opts,
  );
  return pulumi.all([account.metadata.name, binding.metadata.name]).apply(([accountName]) => accountName);
}
