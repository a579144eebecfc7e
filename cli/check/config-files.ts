import { isKubernetesObject, manifestOf } from "../program/manifests";
import type { Recorded } from "../program/record";

/** The files that the stack's programs will read, taken out of the ConfigMaps that carry them. */
export interface ConfigFiles {
  readonly byName: ReadonlyMap<string, string>;
  /** Prometheus rule files, by file name. */
  readonly rules: ReadonlyMap<string, string>;
  /** Rule files of Loki's ruler, by file name. */
  readonly lokiRules: ReadonlyMap<string, string>;
}

export function configFiles(resources: readonly Recorded[]): ConfigFiles {
  const byName = new Map<string, string>();
  const rules = new Map<string, string>();
  const lokiRules = new Map<string, string>();
  for (const resource of resources.filter(isKubernetesObject)) {
    const { kind, metadata, data } = manifestOf(resource);
    if (kind !== "ConfigMap") continue;
    const into = metadata.name.startsWith("prometheus-rules")
      ? rules
      : metadata.name === "loki-rules"
        ? lokiRules
        : byName;
    for (const [name, text] of Object.entries((data ?? {}) as Record<string, string>)) into.set(name, text);
  }
  return { byName, rules, lokiRules };
}
