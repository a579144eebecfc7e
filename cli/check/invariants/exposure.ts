import { exposureGraph } from "../../../base/exposure";
import { breach, objectName, type Invariant, type Stack } from "./stack";

interface RouteSpec {
  readonly routes?: readonly {
    readonly middlewares?: readonly { readonly name: string; readonly namespace?: string }[];
    readonly services?: readonly { readonly name: string; readonly port: number }[];
  }[];
}

/** Prometheus and Alertmanager have no login of their own: a route to them without a middleware that asks is open. */
export const everyRouteAsksWhoIsThere: Invariant = (stack) => {
  const open = exposureGraph(stack.settings)
    .filter(({ auth }) => auth.type === "login")
    .map(({ endpoint }) => endpoint as string);
  return ingressRoutes(stack).flatMap(({ manifest, spec }) =>
    (spec.routes ?? [])
      .filter(({ services = [] }) => !services.every(({ name }) => open.includes(name) && name === "grafana"))
      .filter(({ middlewares = [] }) => !middlewares.some(({ name }) => asksForPassword(stack, name)))
      .map(() => breach(objectName(manifest), "is open to everybody", "add the basic-auth middleware")),
  );
};

/** Traefik answers 404 for a router whose middleware or Service is missing. */
export const everyRouteResolves: Invariant = (stack) => {
  const own = stack.settings.namespace.name;
  const has = (kind: string, name: string) =>
    stack.objects.some(({ manifest }) => manifest.kind === kind && manifest.metadata.name === name);
  return ingressRoutes(stack).flatMap(({ manifest, spec }) =>
    (spec.routes ?? []).flatMap(({ middlewares = [], services = [] }) => [
      ...services
        .filter(({ name }) => !has("Service", name))
        .map(({ name }) =>
          breach(objectName(manifest), `leads to Service ${name}, which nobody makes`, "correct it"),
        ),
      ...middlewares
        .filter(({ name, namespace = own }) => namespace === own && !has("Middleware", name))
        .filter(({ name }) => !isNamedByTheUser(stack, name))
        .map(({ name }) =>
          breach(objectName(manifest), `names Middleware ${name}, which nobody makes`, "correct it"),
        ),
    ]),
  );
};

function ingressRoutes({ objects }: Stack) {
  return objects
    .filter(({ manifest }) => manifest.kind === "IngressRoute")
    .map(({ manifest }) => ({ manifest, spec: manifest.spec as RouteSpec }));
}

function asksForPassword({ objects }: Stack, name: string): boolean {
  return objects.some(
    ({ manifest: { kind, metadata, spec } }) =>
      kind === "Middleware" && metadata.name === name && "basicAuth" in (spec as object),
  );
}

function isNamedByTheUser({ settings }: Stack, name: string): boolean {
  return exposureGraph(settings).some((route) =>
    route.settings.middlewares.some((given) => given.name === name),
  );
}
