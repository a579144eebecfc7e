import type { ToolPin } from "./pin";

const KUBERNETES = "1.34.3";

/** Programs of the test cluster (test/e2e/cluster); where Docker and kind are installed, kind's node image brings its own. */
export const clusterPins: readonly ToolPin[] = [
  {
    name: "etcd",
    version: "3.6.8",
    group: "e2e",
    purpose: "the test cluster's database",
    source: { module: "go.etcd.io/etcd/server/v3", versions: ["v3.6.8"] },
  },
  ...["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"].map(kubernetes),
  {
    name: "coredns",
    version: "1.12.4",
    group: "e2e",
    purpose: "the test cluster's name resolution",
    source: {
      module: "github.com/coredns/coredns",
      versions: ["v1.12.4"],
      ownMain: "../e2e/cluster/coredns",
    },
  },
  {
    name: "local-path-provisioner",
    version: "0.0.30",
    group: "e2e",
    purpose: "the test cluster's volumes, as k3s makes them",
    source: { module: "github.com/rancher/local-path-provisioner", versions: ["v0.0.30"] },
  },
];

function kubernetes(name: string): ToolPin {
  return {
    name,
    version: KUBERNETES,
    group: "e2e",
    purpose: "the test cluster",
    source: {
      module: "k8s.io/kubernetes",
      versions: [`v${KUBERNETES}`],
      package: `cmd/${name}`,
      stagingVersion: KUBERNETES.replace(/^1\./, "v0."),
      variables: {
        "k8s.io/component-base/version.gitVersion": "v{version}",
        "k8s.io/component-base/version.gitMajor": "1",
        "k8s.io/component-base/version.gitMinor": KUBERNETES.split(".")[1] ?? "",
      },
    },
  };
}
