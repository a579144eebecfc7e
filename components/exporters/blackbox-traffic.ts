import { urlPort } from "../../base/url-port";
import type { Plan } from "../../systems/plan";
import type { Flow } from "../kit/network-policy";

/**
 * Where probes go: every pod (behind a Service the pod's own port counts, which nobody here knows), and outside the cluster
 * the ports of the probed URLs and the probed ranges alone.
 */
export function probeEgress(plan: Plan): Flow[] {
  const probes = plan.systems.flatMap((system) => system.probes);
  const ports = [...new Set(probes.map(({ url }) => urlPort(url)))].sort((a, b) => a - b);
  return [
    { peers: [{ pods: "all" }] },
    ...(ports.length === 0 ? [] : [{ peers: [{ anywhere: true as const }], ports }]),
    ...ranges(plan).map((range) => ({ peers: [{ anywhere: true as const }], ports: [range] })),
  ];
}

/** https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports */
function ranges({ systems }: Plan): { port: number; endPort?: number; protocol: "TCP" }[] {
  return systems
    .flatMap(({ portProbes = [] }) => portProbes)
    .map(({ ports: { from, to } }) => ({
      port: from,
      ...(to > from ? { endPort: to } : {}),
      protocol: "TCP",
    }));
}
