import type { Settings } from "../../config/schema";
import { portOf } from "../kit/endpoints";
import type { Flow, Peer } from "../kit/network-policy";

/** People come through Traefik or the tunnel, Prometheus for the metrics; Grafana itself asks its data sources only. */
export function grafanaFlows(settings: Settings): {
  readonly ingress: readonly Flow[];
  readonly egress: readonly Flow[];
} {
  const { traefik, grafana } = settings.exposure;
  const front: Peer[] =
    grafana === undefined ? [] : [{ namespace: traefik.namespace, podLabels: traefik.podLabels }];
  const tunnel: Peer[] = grafana?.via === "tunnel" ? [{ app: "cloudflared" }] : [];
  return {
    ingress: [{ peers: [{ app: "prometheus" }, ...front, ...tunnel], ports: [portOf("grafana")] }],
    egress: [
      { peers: [{ app: "prometheus" }], ports: [portOf("prometheus")] },
      { peers: [{ app: "alertmanager" }], ports: [portOf("alertmanager")] },
      ...(settings.loki.enabled ? [{ peers: [{ app: "loki" }], ports: [portOf("loki")] }] : []),
    ],
  };
}
