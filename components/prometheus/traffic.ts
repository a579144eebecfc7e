import type { Context } from "../kit/context";
import { frontDoors } from "../exposure/front-doors";
import { portOf } from "../../base/endpoints";
import type { Flow } from "../kit/network-policy";

/** Who asks Prometheus: Grafana, Prometheus itself, and the entrance where it has a public address. */
export function prometheusIngress({ settings }: Context): Flow[] {
  const peers = [{ app: "grafana" }, { app: "prometheus" }, ...frontDoors("prometheus", settings)];
  return [{ peers, ports: [portOf("prometheus")] }];
}

/** Targets may be anywhere and on any port, in the cluster and outside it; only who may ask Prometheus is limited. */
export const PROMETHEUS_EGRESS: readonly Flow[] = [{ peers: [{ anywhere: true }] }];
