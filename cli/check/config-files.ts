import { isKubernetesObject, manifestOf } from "../program/manifests";
import type { Recorded } from "../program/record";

/** The files that the stack's programs will read, taken out of the ConfigMaps that carry them. */
export interface ConfigFiles {
  readonly byName: ReadonlyMap<string, string>;
  /** Prometheus rule files, by file name. */
  readonly rules: ReadonlyMap<string, string>;
}

export function configFiles(resources: readonly Recorded[]): ConfigFiles {
  const byName = new Map<string, string>();
  const rules = new Map<string, string>();
  for (const resource of resources.filter(isKubernetesObject)) {
    const manifest = manifestOf(resource);
    if (manifest.kind !== "ConfigMap") continue;
    const into = manifest.metadata.name.startsWith("prometheus-rules") ? rules : byName;
    for (const [name, text] of Object.entries((manifest.data ?? {}) as Record<string, string>))
      into.set(name, text);
  }
  return { byName, rules };
}
