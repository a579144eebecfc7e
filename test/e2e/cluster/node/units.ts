import { DNS_SERVICE_IP, POD_RANGE } from "../controlPlane";
import type { Unit } from "../controlPlane";
import { INTERNET_ADDRESSES, RECEIVER_PORT } from "./network";

/** Fixed places inside the node; on this machine they are folders of the cluster's own directory (see node.sh). */
export const places = {
  programs: "/opt/vigie/bin",
  config: "/etc/vigie",
  images: "/opt/vigie/images",
  pki: "/etc/kubernetes/pki",
  etcd: "/var/lib/vigie-control-plane",
} as const;

/** Address at which the node's only image registry listens. */
const REGISTRY = "127.0.0.1:5000";

/** The image of the container that holds a pod's namespaces. */
export const PAUSE_IMAGE = "registry.k8s.io/pause:3.10.1";

/** Container runtime, kubelet, scheduler, service proxy, and the suite's own: network policies and the "Internet". */
export function nodeUnits(nodeName: string): readonly Unit[] {
  const program = (name: string): string => `${places.programs}/${name}`;
  return [
    {
      name: "containerd",
      command: "/usr/bin/containerd",
      args: [`--config=${places.config}/containerd.toml`],
    },
    {
      name: "kubelet",
      command: program("kubelet"),
      args: [
        `--config=${places.config}/kubelet.json`,
        `--kubeconfig=${places.pki}/kubelet.kubeconfig`,
        "--node-ip=$NODE_IP",
        `--hostname-override=${nodeName}`,
      ],
    },
    {
      name: "kube-scheduler",
      command: program("kube-scheduler"),
      args: [
        `--kubeconfig=${places.pki}/scheduler.kubeconfig`,
        `--authentication-kubeconfig=${places.pki}/scheduler.kubeconfig`,
        `--authorization-kubeconfig=${places.pki}/scheduler.kubeconfig`,
        "--leader-elect=false",
      ],
    },
    { name: "kube-proxy", command: program("kube-proxy"), args: [`--config=${places.config}/proxy.json`] },
    { name: "registry", command: program("parts"), args: ["registry", places.images, REGISTRY] },
    { name: "policies", command: program("parts"), args: ["policies", `${places.pki}/admin.kubeconfig`] },
    {
      name: "receiver",
      command: program("parts"),
      args: [
        "receiver",
        `${places.pki}/internet.crt`,
        `${places.pki}/internet.key`,
        `$NODE_IP:${RECEIVER_PORT}`,
        ...INTERNET_ADDRESSES.map((address) => `${address}:443`),
      ],
    },
  ];
}

/** A unit as node.sh runs it. */
export function unitScript(unit: Unit, nodeIp: string): string {
  const quoted = unit.args.map((arg) => `'${arg.replaceAll("'", "'\\''")}'`).join(" \\\n  ");
  return `exec ${unit.command} \\\n  ${quoted.replaceAll("$NODE_IP", nodeIp)}\n`;
}

/** Configuration files of the node's programs by file name. */
export function nodeFiles(): Readonly<Record<string, string>> {
  return {
    "containerd.toml": containerdConfig,
    // Every registry of the world is this one.
    "registries/_default/hosts.toml": `server = "http://${REGISTRY}"\n[host."http://${REGISTRY}"]\ncapabilities = ["pull", "resolve"]\n`,
    "kubelet.json": JSON.stringify(kubeletConfig, undefined, 2),
    "proxy.json": JSON.stringify(proxyConfig, undefined, 2),
    "cni/10-vigie.conflist": JSON.stringify(cniConfig, undefined, 2),
    // The kubelet hands this to pods that ask for the node's own name resolution.
    "resolv.conf": `nameserver ${DNS_SERVICE_IP}\n`,
  };
}

const containerdConfig = `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
oom_score = 0
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs"]
[grpc]
address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${PAUSE_IMAGE}"
# Without CAP_SYS_RESOURCE lowering a score is refused; a container that fails to start over it would prove nothing.
restrict_oom_score_adj = true
disable_tcp_service = true
[plugins."io.containerd.grpc.v1.cri".registry]
config_path = "${places.config}/registries"
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "overlayfs"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "${places.config}/cni"
`;

const kubeletConfig = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: `${places.pki}/ca.crt` },
  },
  authorization: { mode: "Webhook" },
  tlsCertFile: `${places.pki}/kubelet-server.crt`,
  tlsPrivateKeyFile: `${places.pki}/kubelet-server.key`,
  containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
  cgroupDriver: "cgroupfs",
  failCgroupV1: false,
  failSwapOn: false,
  clusterDNS: [DNS_SERVICE_IP],
  clusterDomain: "cluster.local",
  resolvConf: `${places.config}/resolv.conf`,
  oomScoreAdj: 0,
  serializeImagePulls: false,
  // The disk belongs to the machine: neither its fullness nor old images are this node's to act on.
  evictionHard: {
    "memory.available": "100Mi",
    "nodefs.available": "1%",
    "nodefs.inodesFree": "1%",
    "imagefs.available": "1%",
  },
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  enableControllerAttachDetach: true,
};

const proxyConfig = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig: `${places.pki}/proxy.kubeconfig` },
  mode: "iptables",
  clusterCIDR: POD_RANGE,
  oomScoreAdj: 0,
  // These limits belong to the whole machine.
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
};

/** Routed rather than bridged: every packet between two pods passes the node's forward chain, where policies are enforced. */
const cniConfig = {
  cniVersion: "0.4.0",
  name: "vigie",
  plugins: [
    {
      type: "ptp",
      ipMasq: false,
      mtu: 1500,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: POD_RANGE }]],
        routes: [{ dst: "0.0.0.0/0" }],
        dataDir: "/run/cni",
      },
    },
    { type: "portmap", capabilities: { portMappings: true }, snat: true },
  ],
};
