import { redacted, unwrapped } from "./values";
import type { Recorded } from "./record";

/** A Kubernetes object as a plain manifest. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export interface ManifestOptions {
  /** Default: false, every secret value is `<redacted>`. */
  readonly showSecrets?: boolean;
}

export function isKubernetesObject(resource: Recorded): boolean {
  return resource.type.startsWith("kubernetes:");
}

/** True for partial objects that are applied over somebody else's, such as an exporter side-car. */
export function isPatch(resource: Recorded): boolean {
  return isKubernetesObject(resource) && resource.type.endsWith("Patch");
}

/** The manifest the resource would be applied as, autonames filled in. */
export function manifestOf(resource: Recorded, options: ManifestOptions = {}): Manifest {
  const open = options.showSecrets === true ? unwrapped : redacted;
  return open({ ...resource.inputs, metadata: resource.state.metadata }) as Manifest;
}

/** Manifests of all Kubernetes objects, sorted by kind, namespace and name. */
export function manifestsOf(resources: readonly Recorded[], options: ManifestOptions = {}): Manifest[] {
  return resources
    .filter(isKubernetesObject)
    .map((resource) => manifestOf(resource, options))
    .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ kind, metadata }: Manifest): string {
  return [kind, metadata.namespace ?? "", metadata.name].join("/");
}
