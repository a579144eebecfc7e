import type { KubeObject } from "../cluster";
import { database } from "./databases";
import type { ProductJob } from "./jobs";
import { productJobs } from "./jobs";
import { panelExpressions, ruleExpressions } from "./queries";
import { familiesFor } from "./series";
import type { RenderedStack } from "./stack";

export const SIMULATOR_IMAGE = "vigie.invalid/simulator:e2e";

/**
 * What stands around the stack in a user's cluster and is not ours: the products' namespaces (Pod Security enforced), their
 * services with metrics and logs, their databases, and middlewares that routes refer to.
 */
export async function surroundingsOf(stack: RenderedStack): Promise<readonly KubeObject[]> {
  const own = new Set(
    stack.objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`),
  );
  const jobs = productJobs(stack.objects).filter(
    ({ namespace, service }) => !own.has(`Service/${namespace}/${service}`),
  );
  const databases = stack.patches.flatMap(database);
  const middlewares = foreignMiddlewares(stack.objects, own);
  const products = await Promise.all(jobs.map((job) => product(job, stack.objects, jobs)));
  const needed = [...products.flat(), ...databases, ...middlewares];
  // Secrets of the stack may live in a product's namespace, too.
  const namespaces = new Set([...needed, ...stack.objects].map(({ metadata }) => metadata.namespace ?? ""));
  const foreign = [...namespaces].filter(
    (name) => name !== "" && name !== "kube-system" && !own.has(`Namespace//${name}`),
  );
  return [...foreign.sort().map(restrictedNamespace), ...needed];
}

function restrictedNamespace(name: string): KubeObject {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** A product's service: exposes what rules and panels ask about it, answers health pages, writes logs. */
async function product(
  job: ProductJob,
  objects: readonly KubeObject[],
  jobs: readonly ProductJob[],
): Promise<readonly KubeObject[]> {
  const port = /^\d+$/.test(job.port) ? Number(job.port) : 8080;
  const name = /^\d+$/.test(job.port) ? "port" : job.port;
  const others = jobs.map((other) => other.job).filter((other) => other !== job.job);
  const expressions = [
    ...ruleExpressions(objects).filter(({ system }) => system === job.system),
    ...panelExpressions(objects).filter(({ dashboard }) => dashboard.startsWith(job.system)),
  ].map(({ expr }) => expr);
  const config = {
    port,
    metricsPath: job.path,
    families: await familiesFor(job.job, expressions, others),
    pages: { "/health": 200, "/": 200 },
    lines: logLines(job.job),
  };
  const labels = { app: job.service };
  const metadata = { name: job.service, namespace: job.namespace, labels };
  const container = {
    name: job.service,
    image: SIMULATOR_IMAGE,
    imagePullPolicy: "IfNotPresent",
    args: ["/etc/simulator/config.json"],
    ports: [{ name, containerPort: port }],
    readinessProbe: { httpGet: { path: "/health", port }, periodSeconds: 2 },
    volumeMounts: [{ name: "config", mountPath: "/etc/simulator", readOnly: true }],
    securityContext: CONTAINER,
  };
  return [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata,
      data: { "config.json": JSON.stringify(config, undefined, 1) },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: labels, ports: [{ name, port, targetPort: port }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            securityContext: POD,
            containers: [container],
            volumes: [{ name: "config", configMap: { name: job.service } }],
          },
        },
      },
    },
  ];
}

const CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
} as const;

const POD = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } as const;

/** Lines in the forms that products write: JSON, logfmt, and plain text with a level in it. */
function logLines(job: string): readonly string[] {
  return [
    `{"timestamp":"{time}","level":"INFO","target":"${job}","fields":{"message":"request served","status":200}}`,
    `{"timestamp":"{time}","level":"ERROR","target":"${job}","fields":{"message":"simulated failure","status":500}}`,
    `time={time} level=warn component=${job} msg="simulated warning"`,
    `{time} DEBUG ${job}: simulated detail`,
  ];
}

/** Middlewares that routes refer to and that the stack does not bring along. */
function foreignMiddlewares(objects: readonly KubeObject[], own: ReadonlySet<string>): readonly KubeObject[] {
  interface Route {
    readonly middlewares?: readonly { readonly name: string; readonly namespace: string }[];
  }
  const references = objects
    .filter(({ kind }) => kind === "IngressRoute")
    .flatMap((object) => (object["spec"] as { routes: readonly Route[] }).routes)
    .flatMap(({ middlewares = [] }) => middlewares)
    .filter(({ name, namespace }) => !own.has(`Middleware/${namespace}/${name}`));
  return references.map(({ name, namespace }) => ({
    apiVersion: "traefik.io/v1alpha1",
    kind: "Middleware",
    metadata: { name, namespace },
    spec: { headers: { customResponseHeaders: { "X-Middleware-Of": namespace }, contentTypeNosniff: true } },
  }));
}
