import type * as pulumi from "@pulumi/pulumi";
import type { Context } from "../kit/context";
import { frontDoors } from "../exposure/front-doors";
import { portOf } from "../../base/endpoints";
import type { Flow } from "../kit/network-policy";
import { smtpPort } from "./email";
import { heartbeatPort } from "./heartbeat-port";
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

/** Discord, Slack and PagerDuty are https; mail goes to the port of its server, the heartbeat to that of its URL. */
export function alertmanagerEgress({ settings, secrets }: Context): Flow[] {
  const { alerting, alertmanager } = settings;
  const { heartbeat, receivers } = alerting;
  const mail = Object.values(receivers).flatMap((receiver) =>
    receiver.type === "email" ? [smtpPort(receiver)] : [],
  );
  const ports = [...new Set([443, ...mail])].sort((a, b) => a - b);
  return [
    { peers: [{ anywhere: true }], ports },
    ...(heartbeat === undefined ? [] : [heartbeatFlow(heartbeatPort(heartbeat, secrets))]),
    ...(alertmanager.replicas > 1 ? [GOSSIP] : []),
  ];
}

function heartbeatFlow(port: pulumi.Input<number>): Flow {
  return { peers: [{ anywhere: true }], ports: [{ port, protocol: "TCP" }] };
}
