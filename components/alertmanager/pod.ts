import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../systems/plan";
import { portOf } from "../../base/endpoints";
import { apart } from "../kit/apart";
import type { k8s } from "../kit/kubernetes";
import { hardenedContainer, hardenedPod, httpProbe } from "../kit/pod";
import { resourcesFor } from "../kit/sizes";
import { CONFIG_DIR, CONFIG_FILE, DATA_DIR, SECRETS_DIR } from "./paths";

export const APP = "alertmanager";
/** Headless Service that gives each pod a DNS name of its own. */
export const PEERS = `${APP}-peers`;
export const GOSSIP_PORT = 9094;

export function alertmanagerPod(
  plan: Plan,
  serviceAccountName: pulumi.Input<string>,
  mounts: { readonly config: pulumi.Input<string>; readonly secrets: k8s.core.v1.Volume | undefined },
): k8s.core.v1.PodSpec {
  const { settings } = plan;
  const { alertmanager, profile } = settings;
  const clustered = alertmanager.replicas > 1;
  return hardenedPod({
    settings,
    serviceAccountName,
    workload: alertmanager,
    ...(clustered ? { affinity: apart(APP) } : {}),
    containers: [
      hardenedContainer({
        name: APP,
        image: alertmanager.image,
        settings,
        resources: resourcesFor(APP, profile, alertmanager.resources),
        args: alertmanagerArgs(plan),
        ...(clustered
          ? { env: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }] }
          : {}),
        ports: [
          { name: "web", containerPort: portOf(APP), protocol: "TCP" },
          ...(clustered
            ? GOSSIP_PORTS.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol }))
            : []),
        ],
        volumeMounts: [
          { name: "config", mountPath: CONFIG_DIR, readOnly: true },
          { name: "data", mountPath: DATA_DIR },
          ...(mounts.secrets === undefined
            ? []
            : [{ name: mounts.secrets.name, mountPath: SECRETS_DIR, readOnly: true }]),
        ],
        readinessProbe: httpProbe("/-/ready", "web"),
        livenessProbe: httpProbe("/-/healthy", "web"),
      }),
    ],
    volumes: [
      { name: "config", configMap: { name: mounts.config } },
      ...(mounts.secrets === undefined ? [] : [mounts.secrets]),
    ],
  });
}

/** Gossip needs both: https://github.com/prometheus/alertmanager#high-availability */
export const GOSSIP_PORTS = [
  { name: "gossip-tcp", port: GOSSIP_PORT, protocol: "TCP" },
  { name: "gossip-udp", port: GOSSIP_PORT, protocol: "UDP" },
] as const;

export function alertmanagerArgs({ settings, urls }: Plan): string[] {
  const { alertmanager } = settings;
  return [
    `--config.file=${CONFIG_DIR}/${CONFIG_FILE}`,
    `--storage.path=${DATA_DIR}`,
    `--data.retention=${alertmanager.retention}`,
    `--web.external-url=${urls.alertmanager}`,
    "--web.route-prefix=/",
    // Matchers are read in one syntax alone, so that a route never means two things.
    "--enable-feature=utf8-strict-mode",
    ...clusterArgs(settings),
  ];
}

function clusterArgs({ alertmanager, cluster, namespace }: Plan["settings"]): string[] {
  const { replicas } = alertmanager;
  if (replicas === 1) return ["--cluster.listen-address="];
  return [
    `--cluster.listen-address=0.0.0.0:${GOSSIP_PORT}`,
    // Its own guess knows private networks only.
    `--cluster.advertise-address=$(POD_IP):${GOSSIP_PORT}`,
    // Two clusters that meet by a reused address do not merge.
    `--cluster.label=${cluster.name}`,
    "--cluster.reconnect-timeout=5m",
    ...peerNames(replicas, namespace.name).map((peer) => `--cluster.peer=${peer}:${GOSSIP_PORT}`),
  ];
}

/** Stable DNS names of the pods; their addresses change. */
export function peerNames(replicas: number, namespace: string): string[] {
  return Array.from({ length: replicas }, (_, index) => `${APP}-${index}.${PEERS}.${namespace}.svc`);
}
