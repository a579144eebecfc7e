import { traefikObjects } from "../../cluster/addons/traefik";
import type { Api } from "../kubernetes/api";
import { namespaceOf, nameOf } from "../kubernetes/object";
import { stringAt, type Json, type JsonObject } from "../wire/values";

const apply = { fieldManager: "somebody", force: true, dryRun: false } as const;

/** Traefik's definitions, as k3s brings them; routes are objects of these kinds. */
export async function installTraefikKinds(api: Api): Promise<void> {
  const objects = await traefikObjects();
  for (const object of objects.filter(({ kind }) => kind === "CustomResourceDefinition")) {
    await api.apply(JSON.parse(JSON.stringify(object)) as JsonObject, apply);
  }
}

/** A workload of somebody else, as it is before the stack adds something to it. */
export async function createWorkload(api: Api, { kind, namespace, name }: Workload): Promise<JsonObject> {
  await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, apply);
  const labels = { app: name };
  const volumeMounts = [{ name: "data", mountPath: "/data" }];
  const containers: Json[] = [{ name, image: "registry.k8s.io/pause:3.10", volumeMounts }];
  const volumes = [{ name: "data", emptyDir: {} }];
  const template = { metadata: { labels }, spec: { containers, volumes } };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  const object: JsonObject = { apiVersion: "apps/v1", kind, metadata: { name, namespace }, spec };
  await api.create(object, { fieldManager: "somebody", dryRun: false });
  return api.get(object);
}

export interface Workload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The workloads of others that rendered objects patch. */
export function patchedWorkloads(objects: readonly JsonObject[]): readonly Workload[] {
  return objects
    .filter((object) => object.patch === true)
    .map((object) => ({ kind: stringAt(object.kind), namespace: namespaceOf(object), name: nameOf(object) }));
}
