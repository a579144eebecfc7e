import type { k8s } from "./kubernetes";
import { selector } from "./labels";

/** Pods of one app on different nodes: preferred, not required, as on a cluster of one node all run there. */
export function apart(app: string): k8s.core.v1.Affinity {
  const podAffinityTerm = {
    topologyKey: "kubernetes.io/hostname",
    labelSelector: { matchLabels: selector(app) },
  };
  return {
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] },
  };
}
