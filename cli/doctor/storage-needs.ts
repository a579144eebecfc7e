import type { Manifest } from "../program/manifests";

/** One volume of the stack. */
export interface StorageNeed {
  readonly namespace: string;
  /** Name of its claim. */
  readonly claim: string;
  /** Undefined: the cluster's default class. */
  readonly storageClass: string | undefined;
}

interface ClaimSpec {
  readonly storageClassName?: string;
}

interface StatefulSetSpec {
  readonly volumeClaimTemplates?: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: ClaimSpec;
  }[];
}

/**
 * The claims of a stack. A StatefulSet's template counts, by its first pod, only where no claim of that name is made
 * beforehand: the pod then takes that one, whatever the template says.
 */
export function storageNeeds(objects: readonly Manifest[]): StorageNeed[] {
  const needs = new Map<string, StorageNeed>();
  for (const need of [...objects.flatMap(templates), ...objects.flatMap(claims)]) {
    needs.set(`${need.namespace}/${need.claim}`, need);
  }
  return [...needs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, need]) => need);
}

function claims({ kind, metadata, spec }: Manifest): StorageNeed[] {
  if (kind !== "PersistentVolumeClaim") return [];
  const { storageClassName: storageClass } = spec as ClaimSpec;
  return [{ namespace: metadata.namespace ?? "default", claim: metadata.name, storageClass }];
}

function templates({ kind, metadata, spec }: Manifest): StorageNeed[] {
  if (kind !== "StatefulSet") return [];
  return ((spec as StatefulSetSpec).volumeClaimTemplates ?? []).map((template) => ({
    namespace: metadata.namespace ?? "default",
    claim: `${template.metadata.name}-${metadata.name}-0`,
    storageClass: template.spec.storageClassName,
  }));
}
