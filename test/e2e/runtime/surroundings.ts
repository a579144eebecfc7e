import type { KubeObject } from "../cluster";
import { databasesOf } from "./databases";
import { productJobs, staticTargets } from "./jobs";
import { OUTSIDE, productInside, productOutside } from "./product";
import type { RenderedStack } from "./stack";

/**
 * What stands around the stack in a user's cluster and is not ours: the products' namespaces (Pod Security enforced), their
 * services with metrics and logs, their databases, and middlewares that routes refer to.
 */
export function surroundingsOf(stack: RenderedStack): readonly KubeObject[] {
  const { objects } = stack;
  const own = new Set(
    objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`),
  );
  const isOwn = (kind: string, namespace: string, name: string): boolean =>
    own.has(`${kind}/${namespace}/${name}`);
  const inside = productJobs(objects).filter(
    ({ namespace, service }) => !isOwn("Service", namespace, service),
  );
  const products = [
    ...inside.flatMap((job) => productInside(job, stack)),
    ...staticTargets(objects).flatMap((target) => productOutside(target, stack)),
  ];
  const needed = [...products, ...databasesOf(stack), ...foreignMiddlewares(objects, isOwn)];
  // Secrets of the stack may live in a product's namespace, too.
  const namespaces = new Set([...needed, ...objects].map(({ metadata }) => metadata.namespace ?? ""));
  const foreign = [...namespaces].filter(
    (name) => name !== "" && name !== "kube-system" && !isOwn("Namespace", "", name),
  );
  return [...foreign.sort().map(productNamespace), ...needed];
}

/** Hosts outside of the cluster that the stack scrapes. */
export function outsideHosts(stack: RenderedStack): readonly string[] {
  return [...new Set(staticTargets(stack.objects).map(({ host }) => host))];
}

/** Pod Security at its strictest, but for what only plays the world outside. */
function productNamespace(name: string): KubeObject {
  const level = name === OUTSIDE ? "privileged" : "restricted";
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { "pod-security.kubernetes.io/enforce": level } },
  };
}

/** Middlewares that routes refer to and that the stack does not bring along. */
function foreignMiddlewares(
  objects: readonly KubeObject[],
  isOwn: (kind: string, namespace: string, name: string) => boolean,
): readonly KubeObject[] {
  interface Route {
    readonly middlewares?: readonly { readonly name: string; readonly namespace: string }[];
  }
  const references = objects
    .filter(({ kind }) => kind === "IngressRoute")
    .flatMap((object) => (object.spec as { routes: readonly Route[] }).routes)
    .flatMap(({ middlewares = [] }) => middlewares)
    .filter(({ name, namespace }) => !isOwn("Middleware", namespace, name));
  return references.map(({ name, namespace }) => ({
    apiVersion: "traefik.io/v1alpha1",
    kind: "Middleware",
    metadata: { name, namespace },
    spec: { headers: { customResponseHeaders: { "X-Middleware-Of": namespace }, contentTypeNosniff: true } },
  }));
}
