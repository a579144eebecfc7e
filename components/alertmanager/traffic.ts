import type { Context } from "../kit/context";
import { frontDoors } from "../exposure/front-doors";
import { portOf } from "../../base/endpoints";
import type { Flow } from "../kit/network-policy";
import { APP, GOSSIP_PORT } from "./pod";

const GOSSIP: Flow = {
  peers: [{ app: APP }],
  ports: [
    { port: GOSSIP_PORT, protocol: "TCP" },
    { port: GOSSIP_PORT, protocol: "UDP" },
  ],
};

/** Who sends alerts or silences them: anybody who reaches Alertmanager can do both. */
export function alertmanagerIngress({ settings }: Context): Flow[] {
  const { loki, alertmanager } = settings;
  const peers = [
    { app: "prometheus" },
    { app: "grafana" },
    ...(loki.enabled ? [{ app: "loki" }] : []),
    ...frontDoors("alertmanager", settings),
  ];
  return [{ peers, ports: [portOf(APP)] }, ...(alertmanager.replicas > 1 ? [GOSSIP] : [])];
}

/** Discord and Slack are https; the heartbeat's URL is a secret, whose port nobody here knows, so the usual two. */
export function alertmanagerEgress({ settings }: Context): Flow[] {
  const { alerting, alertmanager } = settings;
  const ports = alerting.heartbeat === undefined ? [443] : [80, 443];
  return [{ peers: [{ anywhere: true }], ports }, ...(alertmanager.replicas > 1 ? [GOSSIP] : [])];
}
