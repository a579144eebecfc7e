import type { Client } from "./client";
import type { Facts, NamespaceFacts, StorageClassFacts } from "./facts";
import { foundOr, look, lookAll, type ListOf } from "./look";
import type { Needs, WorkloadNeed } from "./needs";
import type { Reached } from "./reach";
import { readTraefik } from "./read-traefik";

interface Metadata {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface StorageClass {
  readonly metadata: Metadata;
  readonly allowVolumeExpansion?: boolean;
}

interface Namespace {
  readonly metadata: Metadata;
  readonly status?: { readonly phase?: string };
}

const DEFAULT_CLASS = /^storageclass\.(beta\.)?kubernetes\.io\/is-default-class$/;

/** Looks at everything that a stack needs, all at once, by GET alone. Never rejects: what cannot be seen is `unknown`. */
export async function readFacts(client: Client, reached: Reached, needs: Needs): Promise<Facts> {
  const exists = (path: string) => look(client, path, () => true as const);
  const [traefik, storageClasses, claims, namespaces, workloads, secrets, priorityClasses] =
    await Promise.all([
      needs.traefik === undefined ? undefined : readTraefik(client, needs.traefik),
      look(client, "/apis/storage.k8s.io/v1/storageclasses", storageClassFacts),
      existingClaims(client, needs),
      lookAll(
        needs.namespaces,
        ({ name }) => name,
        ({ name }) => look(client, `/api/v1/namespaces/${name}`, namespaceFacts),
      ),
      lookAll(needs.workloads, workloadId, (need) => exists(workloadPath(need))),
      lookAll(needs.secrets, objectId, ({ namespace, name }) =>
        look(client, `/api/v1/namespaces/${namespace}/secrets/${name}`, keyNames),
      ),
      lookAll(
        needs.priorityClasses,
        (name) => name,
        (name) => exists(`/apis/scheduling.k8s.io/v1/priorityclasses/${name}`),
      ),
    ]);
  return { ...reached, traefik, storageClasses, claims, namespaces, workloads, secrets, priorityClasses };
}

/** `namespace/name`, by which facts are found again. */
export function objectId({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

export function workloadId(need: WorkloadNeed): string {
  return `${need.kind} ${objectId(need)}`;
}

function workloadPath({ kind, namespace, name }: WorkloadNeed): string {
  return `/apis/apps/v1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`;
}

/** Kubernetes has no way to ask for a Secret's keys alone; the values go no further than this. */
function keyNames({ data }: { readonly data?: Readonly<Record<string, unknown>> | null }): string[] {
  return Object.keys(data ?? {}).sort();
}

function storageClassFacts({ items }: ListOf<StorageClass>): StorageClassFacts[] {
  return (items ?? []).map(({ metadata, allowVolumeExpansion }) => ({
    name: metadata.name,
    isDefault: Object.entries(metadata.annotations ?? {}).some(
      ([name, value]) => DEFAULT_CLASS.test(name) && value === "true",
    ),
    expands: allowVolumeExpansion === true,
  }));
}

function namespaceFacts({ metadata, status }: Namespace): NamespaceFacts {
  return { labels: metadata.labels ?? {}, terminating: status?.phase === "Terminating" };
}

async function existingClaims(client: Client, needs: Needs): Promise<string[]> {
  const namespaces = [...new Set(needs.storage.map(({ namespace }) => namespace))];
  const lists = await Promise.all(
    namespaces.map(async (namespace) => {
      const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims`;
      const names = await look(client, path, ({ items }: ListOf<{ readonly metadata: Metadata }>) =>
        (items ?? []).map(({ metadata }) => metadata.name),
      );
      return foundOr(names, []).map((name) => objectId({ namespace, name }));
    }),
  );
  return lists.flat().sort();
}
