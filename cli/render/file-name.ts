import type { Manifest } from "../program/manifests";

/** A manifest with where it goes. `patch`: it is applied over somebody else's object. */
export interface NamedManifest {
  readonly manifest: Manifest;
  /** Logical name of the resource, unique within its type. */
  readonly logicalName: string;
  readonly patch: boolean;
}

/**
 * `<kind>-<namespace>-<name>.yaml`, without the namespace for objects that have none. Patches are told apart by the
 * prefix `patch-` and by their logical name, as several may change one object.
 */
export function fileName({ manifest, logicalName, patch }: NamedManifest): string {
  const { kind, metadata } = manifest;
  const parts = [
    ...(patch ? ["patch"] : []),
    kind,
    ...(metadata.namespace === undefined ? [] : [metadata.namespace]),
    metadata.name,
    ...(patch ? [logicalName] : []),
  ];
  return `${parts
    .join("-")
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, "_")}.yaml`;
}
