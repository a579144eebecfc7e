import type { Settings } from "../../config/schema";
import { labels } from "./labels";

/** The part of a workload's settings that ends in metadata. */
export interface WorkloadMetadata {
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Labels of every object of one app: ours, then `scheduling.labels`, then the workload's own. */
export function objectLabels(
  app: string,
  component: string,
  settings: Settings,
  workload: WorkloadMetadata = {},
): Record<string, string> {
  return labels({ app, component, extra: { ...settings.scheduling.labels, ...workload.labels } });
}

/** Metadata of a pod template. */
export function podMetadata(
  podLabels: Record<string, string>,
  workload: WorkloadMetadata = {},
  annotations: Readonly<Record<string, string>> = {},
): { labels: Record<string, string>; annotations?: Record<string, string> } {
  const all = { ...annotations, ...workload.annotations };
  return { labels: podLabels, ...(Object.keys(all).length === 0 ? {} : { annotations: all }) };
}
