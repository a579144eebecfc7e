import type { Api, KubeObject } from "../cluster";
import { apply, inApplyOrder, waitUntil } from "../cluster";
import { PATCH_MANAGER } from "./stack";

/** Applies everything in order, what is of one kind at once; what the API server refused, one line each. */
export async function applyAll(api: Api, objects: readonly KubeObject[]): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const [, group] of byKind(inApplyOrder(objects))) {
    const results = await Promise.all(
      group.map((object) => {
        const manager = object.metadata.annotations?.[PATCH_MANAGER];
        return apply(api, plain(object), manager === undefined ? {} : { manager });
      }),
    );
    for (const { object, ok, problem } of results) if (!ok) refused.push(`${describe(object)}: ${problem}`);
  }
  return refused;
}

/** In the order of each kind's first object. */
function byKind(objects: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
  const kinds = new Map<string, KubeObject[]>();
  for (const object of objects) kinds.set(object.kind, [...(kinds.get(object.kind) ?? []), object]);
  return kinds;
}

/** Annotations for Pulumi are not for the cluster. */
function plain(object: KubeObject): KubeObject {
  const annotations = Object.entries(object.metadata.annotations ?? {}).filter(
    ([key]) => !key.startsWith("pulumi.com/"),
  );
  return { ...object, metadata: { ...object.metadata, annotations: Object.fromEntries(annotations) } };
}

export function describe(object: KubeObject): string {
  return `${object.kind} ${object.metadata.namespace === undefined ? "" : `${object.metadata.namespace}/`}${object.metadata.name}`;
}

/**
 * The pod that each workload would make, by a dry run: with Deployments and the like the API server only warns when Pod
 * Security refuses their pods, and nothing ever runs. What is refused, one line each.
 */
export async function refusedPods(api: Api, objects: readonly KubeObject[]): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const object of objects.filter(({ kind }) => /^(Deployment|StatefulSet|DaemonSet)$/.test(kind))) {
    const { template, volumeClaimTemplates = [] } = object.spec as WorkloadSpec;
    const namespace = object.metadata.namespace ?? "default";
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...template.metadata, name: `${object.metadata.name}-dry-run` },
      spec: {
        ...template.spec,
        volumes: [...(template.spec.volumes ?? []), ...volumeClaimTemplates.map(claimed)],
      },
    };
    const answer = await api.send(
      "POST",
      `/api/v1/namespaces/${namespace}/pods?dryRun=All`,
      JSON.stringify(pod),
    );
    if (answer.status >= 300) refused.push(`${describe(object)}: ${answer.body}`);
  }
  return refused;
}

interface WorkloadSpec {
  readonly template: { readonly metadata?: object; readonly spec: { readonly volumes?: readonly object[] } };
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

/** The volume that a StatefulSet adds to its pods for a claim template. */
function claimed({ metadata: { name } }: { readonly metadata: { readonly name: string } }): object {
  return { name, persistentVolumeClaim: { claimName: `${name}-dry-run` } };
}

interface Workload {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation: number };
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly updatedNumberScheduled?: number;
    readonly desiredNumberScheduled?: number;
  };
}

/** Workloads of these namespaces that are not as they should be. */
export async function notReady(api: Api, namespaces: readonly string[]): Promise<readonly string[]> {
  const pods = (await api.get<{ items: Pod[] }>("/api/v1/pods"))?.items ?? [];
  const missing: string[] = [];
  for (const kind of ["deployments", "statefulsets", "daemonsets"]) {
    const list = await api.get<{ items: Workload[] }>(`/apis/apps/v1/${kind}`);
    for (const workload of list?.items ?? []) {
      const { name, namespace } = workload.metadata;
      if (namespaces.includes(namespace) && !isReady(workload, pods))
        missing.push(`${kind} ${namespace}/${name}`);
    }
  }
  return missing;
}

/** Counts the pods itself: a workload's own count of ready ones lags behind a pod that was just killed. */
function isReady(workload: Workload, pods: readonly Pod[]): boolean {
  const { metadata, spec, status = {} } = workload;
  if ((status.observedGeneration ?? 0) < metadata.generation) return false;
  const wanted = status.desiredNumberScheduled ?? spec.replicas ?? 1;
  const updated = status.updatedNumberScheduled ?? status.updatedReplicas ?? 0;
  const ready = pods.filter((pod) => isOf(pod, workload) && isPodReady(pod)).length;
  const isDaemonSet = status.desiredNumberScheduled !== undefined;
  return ready >= wanted && updated >= wanted && (wanted > 0 || !isDaemonSet);
}

function isOf({ metadata }: Pod, workload: Workload): boolean {
  const selected = Object.entries(workload.spec.selector.matchLabels);
  return (
    metadata.namespace === workload.metadata.namespace &&
    selected.every(([label, value]) => metadata.labels?.[label] === value)
  );
}

function isPodReady({ metadata, status }: Pod): boolean {
  const ready = status.conditions?.find(({ type }) => type === "Ready");
  return metadata.deletionTimestamp === undefined && ready?.status === "True";
}

/** Waits for every workload of the namespaces. @throws naming those that are not ready, with their pods' own words. */
export async function untilReady(api: Api, namespaces: readonly string[], timeoutMs: number): Promise<void> {
  let missing: readonly string[] = [];
  const ready = await waitUntil(
    async () => {
      missing = await notReady(api, namespaces);
      return missing.length === 0;
    },
    timeoutMs,
    1000,
  );
  if (!ready)
    throw new Error(
      `not ready after ${timeoutMs / 1000} s: ${missing.join(", ")}\n${await podStories(api, namespaces)}`,
    );
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly state: object;
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

/** Why pods are not ready: their conditions, their containers' states, and the last lines of their logs. */
export async function podStories(api: Api, namespaces: readonly string[]): Promise<string> {
  const stories: string[] = [];
  const list = await api.get<{ items: Pod[] }>("/api/v1/pods");
  for (const { metadata, status } of list?.items ?? []) {
    const bad = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].filter(
      ({ ready }) => !ready,
    );
    if (!namespaces.includes(metadata.namespace) || (bad.length === 0 && status.phase === "Running"))
      continue;
    const reasons = (status.conditions ?? []).flatMap(({ status: holds, message }) =>
      holds === "False" ? [message ?? ""] : [],
    );
    stories.push(
      `${metadata.namespace}/${metadata.name} is ${status.phase}: ${[...new Set(reasons)].join("; ")}`,
    );
    for (const { name, state } of bad) {
      const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log?container=${name}&tailLines=5`;
      const log = await api.send("GET", path);
      stories.push(`  ${name}: ${JSON.stringify(state)}\n    ${log.body.trim().replaceAll("\n", "\n    ")}`);
    }
  }
  return stories.join("\n");
}
