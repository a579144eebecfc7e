import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "./api";
import type { KubeObject } from "./api";
import { RECEIVER_PORT } from "./node/network";
import { onMachine } from "./node/start";
import { places } from "./node/units";
import type { Cluster } from "./types";

/** Whom a message was for, as far as the sender is concerned. */
export type Service = "discord" | "slack" | "heartbeat";

/** A message that somebody in the cluster sent to "the Internet" (test/e2e/images/parts/receiver.go). */
export interface ReceivedMessage {
  /** RFC 3339. */
  readonly at: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly service: Service;
  /** Why the service refused it; absent when it did not. */
  readonly problem?: string;
  readonly body?: unknown;
  readonly text?: string;
}

/** What arrived at the services outside of the cluster. */
export interface Inbox {
  read(): Promise<readonly ReceivedMessage[]>;
  clear(): Promise<void>;
}

/** Image and Service of the receiver where the cluster has no Internet of the suite's own. */
export const RECEIVER_IMAGE = "vigie.invalid/receiver:e2e";
const RECEIVER = { name: "internet", namespace: "internet" } as const;

/** Where Alertmanager is to send: the services' own addresses, or the receiver's in their place. */
export function webhookOrigin(service: Service, origin: Cluster["origin"]): string {
  const hosts = { discord: "discord.com", slack: "hooks.slack.com", heartbeat: "hc-ping.com" } as const;
  return origin === "processes"
    ? `https://${hosts[service]}`
    : `http://${RECEIVER.name}.${RECEIVER.namespace}.svc`;
}

export function inbox(cluster: Cluster): Inbox {
  const send = cluster.origin === "processes" ? fromNode(cluster.name) : fromPod(cluster.kubeconfig);
  return {
    read: async () => {
      const messages = JSON.parse(await send("GET")) as Omit<ReceivedMessage, "service">[];
      return messages.map((message) => ({ ...message, service: serviceOf(message.path) }));
    },
    clear: async () => {
      await send("DELETE");
    },
  };
}

function serviceOf(path: string): Service {
  if (path.startsWith("/api/webhooks/")) return "discord";
  return path.startsWith("/services/") ? "slack" : "heartbeat";
}

type Send = (method: "GET" | "DELETE") => Promise<string>;

function fromNode(name: string): Send {
  const config = readFileSync(join(onMachine(name, places.pki), "admin.kubeconfig"), "utf8");
  const host = /https:\/\/([0-9.]+):/.exec(config)?.[1] ?? "";
  return async (method) => (await fetch(`http://${host}:${RECEIVER_PORT}/`, { method })).text();
}

function fromPod(kubeconfig: string): Send {
  const { name, namespace } = RECEIVER;
  return async (method) => {
    const api = await connect(kubeconfig);
    const path = `/api/v1/namespaces/${namespace}/services/${name}:${RECEIVER_PORT}/proxy/`;
    const { status, body } = await api.send(method, path);
    api.close();
    if (status >= 300) throw new Error(`the receiver does not answer: ${status} ${body}`);
    return body;
  };
}

/** The receiver as a pod, for clusters that are not of the suite's own processes. */
export function receiverObjects(): readonly KubeObject[] {
  const labels = { app: RECEIVER.name };
  const metadata = { ...RECEIVER, labels };
  const container = {
    name: RECEIVER.name,
    image: RECEIVER_IMAGE,
    imagePullPolicy: "IfNotPresent",
    // Messages by plain HTTP: nobody signs a certificate for Discord here.
    args: ["-", "-", `:${RECEIVER_PORT}`, ":80"],
    // Policies are about the port of the pod, and Alertmanager's allows 80.
    securityContext: { runAsUser: 0 },
    readinessProbe: { httpGet: { path: "/", port: RECEIVER_PORT }, periodSeconds: 2 },
  };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: RECEIVER.namespace } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        selector: labels,
        ports: [
          { name: "web", port: 80 },
          { name: "inbox", port: RECEIVER_PORT },
        ],
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
  ];
}
