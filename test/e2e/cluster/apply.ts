import type { Api, KubeObject } from "./api";
import { messageOf } from "./api";
import { waitUntil } from "./process";

/** What became of one object. */
export interface Applied {
  readonly object: KubeObject;
  readonly status: number;
  /** Empty when the API server took it. */
  readonly problem: string;
  /** Warnings are problems of tomorrow: deprecated APIs, and pods that Pod Security would refuse. */
  readonly ok: boolean;
}

interface ResourceType {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export interface ApplyOptions {
  readonly dryRun?: boolean;
  /** Field manager. @default "vigie-e2e" */
  readonly manager?: string;
}

/** Server-side apply, as `kubectl apply --server-side --force-conflicts` does it; unknown fields are refused. */
export async function apply(api: Api, object: KubeObject, options: ApplyOptions = {}): Promise<Applied> {
  const path = await pathOf(api, object);
  if (path === undefined) {
    return {
      object,
      status: 404,
      ok: false,
      problem: `the API server knows no ${object.kind} in ${object.apiVersion}`,
    };
  }
  const query = `fieldManager=${options.manager ?? "vigie-e2e"}&force=true&fieldValidation=Strict${options.dryRun === true ? "&dryRun=All" : ""}`;
  const answer = await api.send(
    "PATCH",
    `${path}?${query}`,
    JSON.stringify(object),
    "application/apply-patch+yaml",
  );
  const ok = answer.status < 300;
  return { object, status: answer.status, ok, problem: ok ? "" : messageOf(answer.body) };
}

/**
 * Applies, and again for 15 s: a definition that was just created may take a moment to be served.
 *
 * @throws with the API server's reason.
 */
export async function applySurely(api: Api, object: KubeObject): Promise<void> {
  let problem = "";
  const done = await waitUntil(async () => {
    const result = await apply(api, object);
    problem = result.problem;
    return result.ok;
  }, 15_000);
  if (!done) throw new Error(`${object.kind} ${object.metadata.name}: ${problem}`);
}

/** Deletes in the foreground; an object that is not there is no problem. */
export async function remove(api: Api, object: KubeObject): Promise<void> {
  const path = await pathOf(api, object);
  if (path === undefined) return;
  const answer = await api.send("DELETE", path, JSON.stringify({ propagationPolicy: "Foreground" }));
  if (answer.status >= 300 && answer.status !== 404)
    throw new Error(`DELETE ${path}: ${messageOf(answer.body)}`);
}

/** The URL path of one object; undefined when the API server does not know its kind. */
export async function pathOf(
  api: Api,
  object: Pick<KubeObject, "apiVersion" | "kind" | "metadata">,
): Promise<string | undefined> {
  const named = (types: readonly ResourceType[]): ResourceType | undefined =>
    types.find((candidate) => candidate.kind === object.kind);
  const type =
    named(await resourceTypes(api, object.apiVersion)) ??
    named(await resourceTypes(api, object.apiVersion, true));
  if (type === undefined) return undefined;
  const namespace = type.namespaced ? `/namespaces/${object.metadata.namespace ?? "default"}` : "";
  return `${groupPath(object.apiVersion)}${namespace}/${type.name}/${object.metadata.name}`;
}

/** Namespaces and definitions first, whoever needs them after: the order in which objects can be applied one by one. */
export function inApplyOrder(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...objects].sort((left, right) => rank(left.kind) - rank(right.kind));
}

const early = [
  "Namespace",
  "CustomResourceDefinition",
  "PriorityClass",
  "StorageClass",
  "ServiceAccount",
  "ClusterRole",
  "Role",
];
const late = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"];

function rank(kind: string): number {
  const first = early.indexOf(kind);
  if (first >= 0) return first;
  return late.includes(kind) ? early.length + 1 : early.length;
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** Discovery per connection and group; asked anew for an unknown kind, since its definition may have arrived just now. */
const discovered = new WeakMap<Api, Map<string, readonly ResourceType[]>>();

async function resourceTypes(api: Api, apiVersion: string, anew = false): Promise<readonly ResourceType[]> {
  const known = discovered.get(api) ?? new Map<string, readonly ResourceType[]>();
  discovered.set(api, known);
  const cached = known.get(apiVersion);
  if (cached !== undefined && !anew) return cached;
  const list = await api.get<{ resources: ResourceType[] }>(groupPath(apiVersion));
  const types = (list?.resources ?? []).filter((type) => !type.name.includes("/"));
  known.set(apiVersion, types);
  return types;
}
