import type { ContainerTarget, ScrapeJob } from "../../systems/model";
import type { KubernetesDiscovery, Relabeling, Targets } from "./model";
import { constants, copy, drop, keep, literal } from "./relabel";

const SLICE = "__meta_kubernetes_endpointslice";
const POD = "__meta_kubernetes_pod";

/** Where a pod-backed target runs. */
export const POD_LABELS: readonly Relabeling[] = [
  copy("__meta_kubernetes_namespace", "namespace"),
  copy(`${POD}_name`, "pod"),
  copy(`${POD}_node_name`, "node"),
];

/**
 * The targets of one job, each with `labels`. A job whose series speak about other pods (`honorLabels`) gets no labels of
 * its own pod: they would stand on every series that names none, such as those about a node.
 */
export function targets(
  { target: source, honorLabels = false }: Pick<ScrapeJob, "target" | "honorLabels">,
  labels: Readonly<Record<string, string>>,
): Targets {
  const podLabels = honorLabels ? [] : POD_LABELS;
  switch (source.kind) {
    case "static":
      return { static_configs: [{ targets: [...source.addresses], labels }] };
    case "service":
      return {
        kubernetes_sd_configs: [serviceEndpoints(source.namespace, source.service)],
        relabel_configs: [servicePort(source.port), ...podLabels, ...constants(labels)],
      };
    case "container":
      return {
        kubernetes_sd_configs: [{ role: "pod", namespaces: { names: [source.namespace] } }],
        relabel_configs: [
          keep(
            [`${POD}_container_name`, `${POD}_container_port_number`],
            `${literal(source.container)};${source.port}`,
          ),
          ...(source.workload === undefined ? [] : [keep(CONTROLLER, podsOf(source.workload))]),
          FINISHED_PODS,
          ...podLabels,
          ...constants(labels),
        ],
      };
    case "kubelet":
      return {
        kubernetes_sd_configs: [{ role: "node" }],
        relabel_configs: [copy("__meta_kubernetes_node_name", "node"), ...constants(labels)],
      };
    case "apiserver":
      return {
        kubernetes_sd_configs: [serviceEndpoints("default", "kubernetes")],
        relabel_configs: [servicePort("https"), ...constants(labels)],
      };
  }
}

/** Labels that say which workload a pod belongs to; `podsOf` matches their values. */
export const CONTROLLER = [`${POD}_controller_kind`, `${POD}_controller_name`];

/**
 * The pods of one workload among others whose names begin alike. A Deployment's pods belong to a ReplicaSet, named like it with a
 * hash of these characters (https://github.com/kubernetes/apimachinery/blob/v0.34.0/pkg/util/rand/rand.go, `alphanums`).
 */
export function podsOf({ kind, name }: NonNullable<ContainerTarget["workload"]>): string {
  return kind === "StatefulSet"
    ? `StatefulSet;${literal(name)}`
    : `ReplicaSet;${literal(name)}-[bcdfghjklmnpqrstvwxz2456789]+`;
}

/** Pods that ended keep their address until they are collected; it may belong to another pod by then. */
export const FINISHED_PODS = drop([`${POD}_phase`], "Succeeded|Failed");

/** EndpointSlices of one Service, selected on the server, so that no other namespace's pods are watched for it. */
export function serviceEndpoints(namespace: string, service: string): KubernetesDiscovery {
  return {
    role: "endpointslice",
    namespaces: { names: [namespace] },
    selectors: [{ role: "endpointslice", label: `kubernetes.io/service-name=${service}` }],
  };
}

/**
 * By name it is the Service's port; by number the one the pods listen on, as an EndpointSlice knows no other. Either also
 * drops the pods' further container ports, which discovery adds without a slice port.
 */
export function servicePort(port: string | number): Relabeling {
  return typeof port === "number"
    ? keep([`${SLICE}_port`], String(port))
    : keep([`${SLICE}_port_name`], literal(port));
}
