import { isIPv4 } from "node:net";
import { ClusterError } from "../doctor/cluster-error";
import { selectContext, type KubeconfigOptions } from "../doctor/kubeconfig";

/** The cluster that a kubeconfig points to. */
export interface Cluster {
  readonly context: string;
  readonly server: string;
}

/** The cluster that doctor would look at, and Pulumi deploy to; undefined when the kubeconfig leads to none. */
export function clusterOf(options: KubeconfigOptions): Cluster | undefined {
  try {
    const { context, cluster } = selectContext(options);
    return { context, server: cluster.server };
  } catch (error) {
    if (error instanceof ClusterError) return undefined;
    throw error;
  }
}

/**
 * On this machine: loopback, by address or by the name that always stands for it. A private address says nothing, as the
 * clusters that others depend on have those too.
 */
export function isNearby({ server }: Cluster): boolean {
  const host = new URL(server).hostname.replaceAll(/[[\]]/g, "");
  // k3d writes 0.0.0.0, which leads to this machine as well.
  if (/^(localhost|.+\.localhost|::1|0\.0\.0\.0)$/.test(host)) return true;
  return isIPv4(host) && host.startsWith("127.");
}
