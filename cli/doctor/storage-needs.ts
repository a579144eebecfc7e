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

/** The claims of a stack, those of a StatefulSet's first pod included: the others are of the same class. */
export function storageNeeds(objects: readonly Manifest[]): StorageNeed[] {
  return objects
    .flatMap((object) => claims(object))
    .sort((a, b) => (`${a.namespace}/${a.claim}` < `${b.namespace}/${b.claim}` ? -1 : 1));
}

function claims({ kind, metadata, spec }: Manifest): StorageNeed[] {
  const namespace = metadata.namespace ?? "default";
  if (kind === "PersistentVolumeClaim") {
    return [{ namespace, claim: metadata.name, storageClass: (spec as ClaimSpec).storageClassName }];
  }
  if (kind !== "StatefulSet") return [];
  return ((spec as StatefulSetSpec).volumeClaimTemplates ?? []).map((template) => ({
    namespace,
    claim: `${template.metadata.name}-${metadata.name}-0`,
    storageClass: template.spec.storageClassName,
  }));
}
