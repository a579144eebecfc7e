import type { Client } from "./client";
import type { Look, ServiceFacts, TraefikFacts, TraefikPod } from "./facts";
import { foundOr, look, lookAll, type ListOf } from "./look";
import type { TraefikNeeds } from "./needs";
import { crossNamespace, type TraefikContainer } from "./traefik-options";

export const TRAEFIK_API = "traefik.io/v1alpha1";

interface Service {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>>;
  };
}

interface Pod {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly TraefikContainer[] };
  readonly status?: { readonly phase?: string };
}

/** The Traefik that the stack file names: its definitions, Service, pods, and the middlewares that routes refer to. */
export async function readTraefik(client: Client, needs: TraefikNeeds): Promise<TraefikFacts> {
  const { namespace, serviceName } = needs;
  const [resources, service, middlewares] = await Promise.all([
    look(
      client,
      `/apis/${TRAEFIK_API}`,
      ({ resources: served }: { resources?: readonly { name: string }[] }) =>
        (served ?? []).map(({ name }) => name),
    ),
    look(client, `/api/v1/namespaces/${namespace}/services/${serviceName}`, serviceFacts),
    lookAll(
      needs.middlewares,
      (middleware) => `${middleware.namespace}/${middleware.name}`,
      (middleware) =>
        look(
          client,
          `/apis/${TRAEFIK_API}/namespaces/${middleware.namespace}/middlewares/${middleware.name}`,
          () => true as const,
        ),
    ),
  ]);
  const [elsewhere, pods] = await Promise.all([
    service.state === "absent" ? servicesLikeTraefik(client) : [],
    readPods(client, needs, service),
  ]);
  return { resources, service, elsewhere, pods, middlewares };
}

function serviceFacts({ spec }: Service): ServiceFacts {
  return { selector: spec.selector ?? {} };
}

/** Labels as its chart sets them: only a hint for where to look. */
async function servicesLikeTraefik(client: Client): Promise<string[]> {
  const path = `/api/v1/services?${labelSelector({ "app.kubernetes.io/name": "traefik" })}`;
  const names = await look(client, path, ({ items }: ListOf<Service>) =>
    (items ?? []).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  return foundOr(names, []);
}

function readPods(
  client: Client,
  { namespace, podLabels }: TraefikNeeds,
  service: Look<ServiceFacts>,
): Promise<Look<TraefikPod[]>> {
  const selector = service.state === "found" ? service.value.selector : {};
  const wanted = Object.keys(selector).length === 0 ? podLabels : selector;
  return look(
    client,
    `/api/v1/namespaces/${namespace}/pods?${labelSelector(wanted)}`,
    ({ items }: ListOf<Pod>) =>
      (items ?? [])
        .filter(({ status }) => status?.phase !== "Succeeded" && status?.phase !== "Failed")
        .map(({ metadata, spec }) => ({
          name: metadata.name,
          labels: metadata.labels ?? {},
          crossNamespace: crossNamespace(spec.containers),
        })),
  );
}

function labelSelector(labels: Readonly<Record<string, string>>): string {
  const text = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return `labelSelector=${encodeURIComponent(text.join(","))}`;
}
