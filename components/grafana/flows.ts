import type { Settings } from "../../config/schema";
import { frontDoors } from "../exposure/front-doors";
import { portOf } from "../../base/endpoints";
import type { Flow } from "../kit/network-policy";
import { oauthEgress } from "./oauth";

/** People come through Traefik or the tunnel, Prometheus for the metrics; Grafana itself asks its data sources only. */
export function grafanaFlows(settings: Settings): {
  readonly ingress: readonly Flow[];
  readonly egress: readonly Flow[];
} {
  return {
    ingress: [
      { peers: [{ app: "prometheus" }, ...frontDoors("grafana", settings)], ports: [portOf("grafana")] },
    ],
    egress: [
      { peers: [{ app: "prometheus" }], ports: [portOf("prometheus")] },
      { peers: [{ app: "alertmanager" }], ports: [portOf("alertmanager")] },
      ...(settings.loki.enabled ? [{ peers: [{ app: "loki" }], ports: [portOf("loki")] }] : []),
      ...oauthEgress(settings.grafana.oauth),
    ],
  };
}
