import type { KubeObject } from "../cluster";
import type { ProductJob, StaticTarget } from "./jobs";
import { labelsAdded } from "./jobs";
import { familiesOf } from "./series";
import type { RenderedStack } from "./stack";

export const SIMULATOR_IMAGE = "vigie.invalid/simulator:e2e";

/** Namespace of products that run outside of the cluster: on the node's own network. */
export const OUTSIDE = "outside";

/** Where products run in the cluster. */
export function productNamespaces(objects: readonly KubeObject[]): readonly string[] {
  const found = objects
    .filter(({ kind, spec }) => kind === "Deployment" && JSON.stringify(spec).includes(SIMULATOR_IMAGE))
    .map(({ metadata }) => metadata.namespace ?? "")
    .filter((namespace) => namespace !== OUTSIDE);
  return [...new Set(found)].sort();
}

/** A product in the cluster: exposes its catalogue, answers health pages, writes logs. */
export function productInside(job: ProductJob, stack: RenderedStack): readonly KubeObject[] {
  const isNumber = /^\d+$/.test(job.port);
  const port = isNumber ? Number(job.port) : 8080;
  const name = isNumber ? "port" : job.port;
  const metadata = { name: job.service, namespace: job.namespace, labels: { app: job.service } };
  const config = configOf({ ...job, port }, stack);
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: metadata.labels, ports: [{ name, port, targetPort: port }] },
  };
  return [...workload(metadata, { name, containerPort: port }, config, {}), service];
}

/** A product that a fixed address names. */
export function productOutside(target: StaticTarget, stack: RenderedStack): readonly KubeObject[] {
  const name = `${target.job}-${target.port}`;
  const metadata = { name, namespace: OUTSIDE, labels: { app: name } };
  const config = configOf(target, stack);
  return workload(metadata, { name: "http", containerPort: target.port }, config, { hostNetwork: true });
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the simulator is to do (test/e2e/images/parts/simulator.go). */
function configOf(
  { job, port, path }: Pick<StaticTarget, "job" | "port" | "path">,
  { objects, jobs, values }: RenderedStack,
): string {
  const families = jobs
    .filter(({ name }) => name === job)
    .flatMap((known) => familiesOf(known, labelsAdded(objects, job), values));
  const pages = { "/health": 200, "/": 200 };
  return JSON.stringify({ port, metricsPath: path, families, pages, lines: logLines(job) });
}

function workload(metadata: Metadata, port: object, config: string, podSpec: object): readonly KubeObject[] {
  const container = {
    name: metadata.name,
    image: SIMULATOR_IMAGE,
    imagePullPolicy: "IfNotPresent",
    args: ["/etc/simulator/config.json"],
    ports: [port],
    readinessProbe: { httpGet: { path: "/health", port: (port as { name: string }).name }, periodSeconds: 2 },
    volumeMounts: [{ name: "config", mountPath: "/etc/simulator", readOnly: true }],
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
  const spec = {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [container],
    volumes: [{ name: "config", configMap: { name: metadata.name } }],
    ...podSpec,
  };
  return [
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { "config.json": config } },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: metadata.labels },
        template: { metadata: { labels: metadata.labels }, spec },
      },
    },
  ];
}

/** Lines in the forms that products write: JSON, logfmt, and plain text with a level in it; the queries of the specifications find some. */
function logLines(job: string): readonly string[] {
  return [
    `{"timestamp":"{time}","level":"INFO","target":"${job}","fields":{"message":"request served","status":200}}`,
    `{"timestamp":"{time}","level":"ERROR","target":"${job}","fields":{"message":"simulated failure","status":500}}`,
    `time={time} level=warn component=${job} msg="simulated warning"`,
    `{time} DEBUG ${job}: simulated detail`,
    `{"timestamp":"{time}","level":"ERROR","message":"❌ simulated failed deployment","deployment_id":"deploy-1755768199487"}`,
    `{"timestamp":"{time}","level":"WARN","message":"container restart","container":"${job}"}`,
    `time={time} level=ERROR severity=CRITICAL component=${job} msg="simulated breakdown"`,
  ];
}
