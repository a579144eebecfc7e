import type { k8s } from "../kit/kubernetes";

/** Host folders, where the exporter sees them. */
const HOST = [
  { name: "proc", path: "/proc", mountPath: "/host/proc" },
  { name: "sys", path: "/sys", mountPath: "/host/sys" },
  { name: "root", path: "/", mountPath: "/host/root" },
] as const;

export const HOST_VOLUMES: readonly k8s.core.v1.Volume[] = HOST.map(({ name, path }) => ({
  name,
  hostPath: { path, type: "Directory" },
}));

/** Read-only. The root also shows volumes mounted later: that is how a full disk of a pod is seen. */
export const HOST_MOUNTS: readonly k8s.core.v1.VolumeMount[] = HOST.map(({ name, mountPath }) => ({
  name,
  mountPath,
  readOnly: true,
  ...(name === "root" ? { mountPropagation: "HostToContainer" } : {}),
}));

/**
 * Without the host's network namespace these collectors would show the pod's own interfaces and sockets as if they were
 * the node's. The node's traffic comes from cAdvisor instead, under the same names (components/prometheus/series.ts);
 * the state of the interfaces comes from the host's /sys, which keeps showing the host's.
 * Host network is refused because such a pod listens on the node's own addresses, which on a rented server is the
 * Internet, and no NetworkPolicy reaches it.
 */
const OF_THE_POD = ["arp", "conntrack", "netdev", "netstat", "nfs", "sockstat", "softnet", "udp_queues"];

/** The node's end of each pod's cable: many, and they come and go. */
const POD_CABLES = "^(cali|cilium|cni|flannel|lxc|nodelocaldns|tunl|veth).*$";

/** Mounts of containers and of the system itself: their usage says nothing, or is counted at the real file system. */
const NO_MOUNTS =
  "^/(dev|proc|run|sys|var/lib/(containerd|docker|kubelet|rancher|containers/storage)/.+)($|/)";
const NO_FILE_SYSTEMS =
  "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|overlay" +
  "|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tmpfs|tracefs)$";

export const NODE_EXPORTER_ARGS: readonly string[] = [
  "--path.procfs=/host/proc",
  "--path.sysfs=/host/sys",
  "--path.rootfs=/host/root",
  `--collector.filesystem.mount-points-exclude=${NO_MOUNTS}`,
  `--collector.filesystem.fs-types-exclude=${NO_FILE_SYSTEMS}`,
  `--collector.netclass.ignored-devices=${POD_CABLES}`,
  ...OF_THE_POD.map((collector) => `--no-collector.${collector}`),
];
