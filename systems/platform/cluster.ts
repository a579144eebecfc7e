import { portOf } from "../../base/endpoints";
import { agentsNamespace } from "../../config/schema/platform";
import type { Settings } from "../../config/schema";
import { kubernetesDashboard, nodesDashboard } from "../../dashboards/platform";
import type { ScrapeJob } from "../model";
import { APISERVER, CADVISOR, KUBELET } from "./metrics";
import type { Part } from "./part";

/**
 * The Kubernetes cluster and its nodes.
 *
 * What is not here, on purpose: scheduler, controller-manager, kube-proxy and etcd as targets. On a managed cluster
 * nobody outside the provider reaches them; k3s has one process that answers for all of them on every port
 * (https://github.com/k3s-io/k3s/issues/3619); kubeadm binds their metrics to 127.0.0.1. An alert on such a target is
 * either always firing or never. On kubeadm they are pods, so kube-state-metrics tells when one of them is not ready.
 */
export const CLUSTER: readonly Part[] = [
  { name: "kubelet", scrapes: () => [kubelet], rules: ["kubelet"], dashboards: [kubernetesDashboard] },
  {
    name: "cadvisor",
    when: ({ exporters }) => exporters.cadvisor.enabled,
    scrapes: () => [cadvisor],
    rules: ["containers"],
  },
  { name: "apiserver", scrapes: () => [apiserver], rules: ["apiserver"] },
  {
    name: "node-exporter",
    when: ({ exporters }) => exporters.nodeExporter.enabled,
    scrapes: (settings) => [nodeExporter(settings)],
    rules: ["nodes", "disks"],
    dashboards: [nodesDashboard],
  },
  {
    name: "kube-state-metrics",
    when: hasKubeState,
    scrapes: (settings) => [kubeStateMetrics(settings)],
    rules: ["kubernetes", "workloads"],
  },
  {
    name: "control-plane",
    when: (settings) => settings.platform === "kubeadm" && hasKubeState(settings),
    rules: ["control-plane"],
  },
];

function hasKubeState({ exporters }: Settings): boolean {
  return exporters.kubeStateMetrics.enabled;
}

/**
 * On k3s the kubelet's and the API server's endpoint both answer with the metrics of the whole process
 * (https://github.com/k3s-io/k3s/issues/2262), so each job keeps its own names and nothing is stored twice. The same
 * lists save most of the series on every other platform.
 */
const kubelet: ScrapeJob = {
  job: "kubelet",
  target: { kind: "kubelet" },
  path: "/metrics",
  scheme: "https",
  ...KUBELET,
  labels: {},
};

const cadvisor: ScrapeJob = {
  job: "cadvisor",
  target: { kind: "kubelet" },
  path: "/metrics/cadvisor",
  scheme: "https",
  // The series speak about the pods' namespace, pod and container, not about the kubelet.
  honorLabels: true,
  ...CADVISOR,
  labels: {},
};

const apiserver: ScrapeJob = {
  job: "apiserver",
  target: { kind: "apiserver" },
  path: "/metrics",
  scheme: "https",
  ...APISERVER,
  labels: {},
};

function nodeExporter(settings: Settings): ScrapeJob {
  const namespace = agentsNamespace(settings);
  return {
    job: "node-exporter",
    target: { kind: "service", namespace, service: "node-exporter", port: portOf("node-exporter") },
    path: "/metrics",
    scheme: "http",
    labels: {},
  };
}

function kubeStateMetrics(settings: Settings): ScrapeJob {
  const namespace = settings.namespace.name;
  return {
    job: "kube-state-metrics",
    target: { kind: "service", namespace, service: "kube-state-metrics", port: portOf("kube-state-metrics") },
    path: "/metrics",
    scheme: "http",
    honorLabels: true,
    labels: {},
  };
}
