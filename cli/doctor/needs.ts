import { traefikRoutes } from "../../base/exposure";
import { agentsNamespace } from "../../config/schema/platform";
import type { Settings } from "../../config/schema";
import type { Evaluated } from "../program/evaluate";
import { isKubernetesObject, isPatch, manifestOf, type Manifest } from "../program/manifests";
import { secretNeeds, type SecretNeed } from "./secret-needs";
import { storageNeeds, type StorageNeed } from "./storage-needs";

/** What a cluster must have before a stack can be applied to it. Lists are sorted and without repetition. */
export interface Needs {
  /** Served by Kubernetes itself, such as `apps/v1`. */
  readonly apiVersions: readonly string[];
  /** Minor of Kubernetes 1.x, and what of the stack it is for. */
  readonly version: { readonly minor: number; readonly because: string };
  /** Undefined where no route goes through Traefik. */
  readonly traefik: TraefikNeeds | undefined;
  readonly storage: readonly StorageNeed[];
  readonly namespaces: readonly NamespaceNeed[];
  /** Somebody else's, to be patched. */
  readonly workloads: readonly WorkloadNeed[];
  readonly secrets: readonly SecretNeed[];
  readonly priorityClasses: readonly string[];
}

export interface TraefikNeeds {
  readonly namespace: string;
  readonly serviceName: string;
  readonly podLabels: Readonly<Record<string, string>>;
  /** The pods must carry the labels, or the stack's network policies keep them out. */
  readonly networkPolicies: boolean;
  /** Middlewares of somebody else's that routes name. */
  readonly middlewares: readonly MiddlewareNeed[];
}

export interface MiddlewareNeed {
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  /** In another namespace than the route. */
  readonly foreign: boolean;
}

export interface NamespaceNeed {
  readonly name: string;
  readonly role: "stack" | "agents";
  readonly create: boolean;
}

export interface WorkloadNeed {
  readonly kind: "Deployment" | "StatefulSet";
  readonly namespace: string;
  readonly name: string;
}

const TRAEFIK_GROUP = "traefik.io/";

/** Read off the very objects that `pulumi up` would apply, so that nothing a component asks for is forgotten here. */
export function needsOf({ loaded, plan, resources }: Evaluated): Needs {
  const { settings } = plan;
  const kubernetes = resources.filter(isKubernetesObject);
  const objects = kubernetes.map((resource) => manifestOf(resource));
  const patches = kubernetes.filter(isPatch).map((resource) => manifestOf(resource));
  const apiVersions = objects.map(({ apiVersion }) => apiVersion);
  return {
    apiVersions: sortedSet(apiVersions.filter((version) => !version.startsWith(TRAEFIK_GROUP))),
    version: versionNeed(objects),
    traefik: traefikNeeds(settings, objects),
    storage: storageNeeds(objects),
    namespaces: namespaceNeeds(settings),
    workloads: patches.flatMap(workloadNeed),
    secrets: secretNeeds(loaded.settings, objects),
    priorityClasses: sortedSet(
      settings.scheduling.priorityClassName === undefined ? [] : [settings.scheduling.priorityClassName],
    ),
  };
}

/**
 * A server refuses fields that it does not know, and an unknown label of Pod Security protects nothing in silence.
 * https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates-removed/
 */
function versionNeed(objects: readonly Manifest[]): Needs["version"] {
  const evicts = objects.some(
    ({ kind, spec }) =>
      kind === "PodDisruptionBudget" && Object.hasOwn(spec as object, "unhealthyPodEvictionPolicy"),
  );
  if (evicts) return { minor: 27, because: "unhealthyPodEvictionPolicy of the disruption budgets" };
  return { minor: 25, because: "Pod Security admission" };
}

function traefikNeeds(settings: Settings, objects: readonly Manifest[]): TraefikNeeds | undefined {
  const routes = traefikRoutes(settings);
  if (routes.length === 0) return undefined;
  const { namespace, serviceName, podLabels } = settings.exposure.traefik;
  const own = new Set(
    objects.filter(({ kind }) => kind === "Middleware").map(({ metadata }) => metadata.name),
  );
  const middlewares = routes.flatMap(({ endpoint, settings: route }) =>
    route.middlewares.map((reference, index) => ({
      ...reference,
      path: `vigie:exposure.${endpoint}.middlewares[${index}]`,
      foreign: reference.namespace !== settings.namespace.name,
    })),
  );
  return {
    namespace,
    serviceName,
    podLabels,
    networkPolicies: settings.namespace.networkPolicies,
    middlewares: middlewares.filter(({ foreign, name }) => foreign || !own.has(name)),
  };
}

function namespaceNeeds(settings: Settings): NamespaceNeed[] {
  return [
    { name: settings.namespace.name, role: "stack", create: settings.namespace.create },
    { name: agentsNamespace(settings), role: "agents", create: true },
  ];
}

function workloadNeed({ kind, metadata: { namespace, name } }: Manifest): WorkloadNeed[] {
  if (kind !== "Deployment" && kind !== "StatefulSet") return [];
  return [{ kind, namespace: namespace ?? "default", name }];
}

function sortedSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
