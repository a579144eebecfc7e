import type { Plan } from "../../systems/plan";
import type { Flow } from "../kit/network-policy";

/**
 * Where probes go: every pod (behind a Service the pod's own port counts, which nobody here knows), and outside the cluster
 * the ports of the probed URLs alone.
 */
export function probeEgress(plan: Plan): Flow[] {
  const urls = plan.systems.flatMap(({ probes }) => probes).map(({ url }) => new URL(url));
  const ports = [...new Set(urls.map(urlPort))].sort((a, b) => a - b);
  return [
    { peers: [{ pods: "all" }] },
    ...(ports.length === 0 ? [] : [{ peers: [{ anywhere: true as const }], ports }]),
  ];
}

function urlPort(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}
