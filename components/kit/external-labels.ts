import type { Settings } from "../../config/schema";

/**
 * On everything that leaves the stack: alerts of Prometheus and of Loki alike, remote writes, federation. Ours cannot be
 * overwritten.
 */
export function externalLabels(settings: Settings): Record<string, string> {
  return { ...settings.prometheus.externalLabels, ...whereFrom(settings) };
}

/** Which cluster and kind of environment: these two are on every log line too. */
export function whereFrom({ cluster, environment }: Settings): Record<"cluster" | "environment", string> {
  return { cluster: cluster.name, environment };
}
