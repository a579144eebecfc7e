import type { Context } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { selector } from "../kit/labels";
import { API_SERVER, type Flow } from "../kit/network-policy";
import type { Collector } from "./collectors";

/** Pods and nodes, to name the files it reads; no service, no log through the API, no `nodes/proxy`. */
export const READS_PODS_AND_NODES = [
  { apiGroups: [""], resources: ["pods", "nodes"], verbs: ["get", "list", "watch"] },
];

export function collectorFlows(
  collector: Collector,
  { namespace }: Pick<Context, "namespace">,
): { readonly ingress: readonly Flow[]; readonly egress: readonly Flow[] } {
  return {
    ingress: [{ peers: [{ namespace, podLabels: selector("prometheus") }], ports: [portOf(collector)] }],
    egress: [{ peers: [{ namespace, podLabels: selector("loki") }], ports: [portOf("loki")] }, API_SERVER],
  };
}
