import type { Plan } from "../../systems/plan";
import type { k8s } from "../kit/kubernetes";
import { selector } from "../kit/labels";
import { podMetadata } from "../kit/workload";
import { APP, PEERS } from "./pod";

const DATA = "data";

/** Names that the StatefulSet gives to the volumes of its pods: `data-alertmanager-0`, `data-alertmanager-1`, ... */
export function claimNames(replicas: number): string[] {
  return Array.from({ length: replicas }, (_, index) => `${DATA}-${APP}-${index}`);
}

/**
 * One StatefulSet for any number of replicas. The claims are made beside it under the very names that it looks for, so it
 * takes those instead of making its own: they grow in place, and one replica can become three, while the template, which
 * can never change without replacing the StatefulSet, stays as it is and is never used.
 */
export function alertmanagerStatefulSet(
  plan: Plan,
  metadata: k8s.meta.v1.ObjectMeta & { readonly labels: Record<string, string> },
  pod: k8s.core.v1.PodSpec,
): k8s.apps.v1.StatefulSet {
  const workload = plan.settings.alertmanager;
  return {
    metadata,
    spec: {
      serviceName: PEERS,
      replicas: workload.replicas,
      // All at once: they look for each other while they start.
      podManagementPolicy: "Parallel",
      selector: { matchLabels: selector(APP) },
      template: { metadata: podMetadata(metadata.labels, workload), spec: pod },
      volumeClaimTemplates: [
        {
          metadata: { name: DATA },
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        },
      ],
    },
  };
}
