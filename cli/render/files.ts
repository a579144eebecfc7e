import { toYaml } from "../../base/serialise";
import { isKubernetesObject, isPatch, manifestOf, type ManifestOptions } from "../program/manifests";
import type { Recorded } from "../program/record";
import { fileName } from "./file-name";

/**
 * File name to text, sorted by name: one file per Kubernetes object.
 * Throws when two objects would share a file, which would lose one of them silently.
 */
export function renderedFiles(
  resources: readonly Recorded[],
  options: ManifestOptions = {},
): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const resource of resources.filter(isKubernetesObject)) {
    const manifest = manifestOf(resource, options);
    const name = fileName({ manifest, logicalName: resource.name, patch: isPatch(resource) });
    if (files.has(name)) throw new Error(`two objects would be written to ${name}; one is ${resource.urn}`);
    files.set(name, toYaml(manifest));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}
