import { ensureTools, toolPath } from "../../tools/install";

export { toolPath };

/** What etcd, API server and controller manager alone need. */
export const CONTROL_PLANE_PROGRAMS = ["etcd", "kube-apiserver", "kube-controller-manager"] as const;

/** What a node adds to it. */
export const NODE_PROGRAMS = ["kubelet", "kube-scheduler", "kube-proxy"] as const;

/** What runs in pods of the cluster's own. */
export const ADDON_PROGRAMS = ["coredns", "local-path-provisioner"] as const;

/** Gets the programs into the cache: a download where releases can be reached, else a build of minutes on first use. */
export async function ensurePrograms(names: readonly string[], log: (line: string) => void): Promise<void> {
  await ensureTools(names, log);
}
