import type { KubeObject } from "../cluster";
import { DATABASE_PASSWORD, DATABASE_USER } from "./databases";
import { OUTSIDE } from "./product";
import type { RenderedStack } from "./stack";

const IMAGE = "docker.io/library/mongo:7.0";

/**
 * MongoDB on the node's own network, at each port that an exporter of the stack is given. Only for clusters that pull
 * official images: elsewhere neither the server nor its exporter can be had, and a stand-in says that all is well.
 */
export function mongodbOf({ objects }: RenderedStack): readonly KubeObject[] {
  const ports = objects
    .filter(({ kind }) => kind === "Deployment")
    .flatMap(({ spec }) => [...JSON.stringify(spec).matchAll(/mongodb:\/\/[^":]+:(\d+)/g)])
    .map(([, port]) => Number(port));
  return [...new Set(ports)].map(server);
}

function server(port: number): KubeObject {
  const name = `mongodb-${port}`;
  const labels = { app: name };
  const container = {
    name,
    image: IMAGE,
    imagePullPolicy: "IfNotPresent",
    args: ["--port", String(port), "--bind_ip_all"],
    env: [
      { name: "MONGO_INITDB_ROOT_USERNAME", value: DATABASE_USER },
      { name: "MONGO_INITDB_ROOT_PASSWORD", value: DATABASE_PASSWORD },
    ],
    readinessProbe: { tcpSocket: { port }, periodSeconds: 2 },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: OUTSIDE, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { hostNetwork: true, containers: [container] } },
    },
  };
}
