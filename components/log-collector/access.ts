import type * as pulumi from "@pulumi/pulumi";
import type { Context } from "../kit/context";
import { portOf } from "../kit/endpoints";
import { ClusterRole, ClusterRoleBinding, ServiceAccount } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import type { Flow } from "../kit/network-policy";
import type { Collector } from "./collectors";

/** Ports of the API server: its Service's, and the one behind it, which is what most network plugins see. */
const API_SERVER_PORTS = [443, 6443];

/** The account of the collector: it lists pods and nodes to name the files it reads, and reads nothing else. */
export function collectorAccount(
  name: string,
  collector: Collector,
  context: Context,
  labels: Record<string, string>,
  opts: pulumi.CustomResourceOptions,
): ServiceAccount {
  const { agentsNamespace } = context;
  const account = new ServiceAccount(
    name,
    {
      metadata: { name: collector, namespace: agentsNamespace, labels },
      automountServiceAccountToken: false,
    },
    opts,
  );
  // Cluster-wide objects: the namespace in the name keeps two stacks of one cluster apart.
  const metadata = { name: `${context.settings.namespace.name}-${collector}`, labels };
  const role = new ClusterRole(
    name,
    {
      metadata,
      rules: [{ apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] }],
    },
    opts,
  );
  new ClusterRoleBinding(
    name,
    {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
      subjects: [
        { kind: "ServiceAccount", name: account.metadata.name, namespace: account.metadata.namespace },
      ],
    },
    opts,
  );
  return account;
}

export function collectorFlows(
  collector: Collector,
  { namespace }: Pick<Context, "namespace">,
): { readonly ingress: readonly Flow[]; readonly egress: readonly Flow[] } {
  return {
    ingress: [{ peers: [{ namespace, podLabels: selector("prometheus") }], ports: [portOf(collector)] }],
    egress: [
      { peers: [{ namespace, podLabels: selector("loki") }], ports: [portOf("loki")] },
      { peers: [{ anywhere: true }], ports: API_SERVER_PORTS },
    ],
  };
}
