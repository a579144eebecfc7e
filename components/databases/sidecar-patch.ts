import type { Database } from "../../config/schema/databases";
import { checksum, toJson } from "../../base/serialise";
import type { k8s } from "../kit/kubernetes";

/** A partial Deployment or StatefulSet: only the fields that are ours. */
export interface WorkloadPatch {
  readonly metadata: { name: string; namespace: string; annotations: Record<string, string> };
  readonly spec: { template: { spec: k8s.core.v1.PodSpecPatch } };
}

export type Workload = NonNullable<Database["sidecar"]>;

/** What one exporter adds to the workload. */
export interface Addition {
  readonly container: k8s.core.v1.Container;
  readonly volumes: readonly k8s.core.v1.Volume[];
}

/** A workload and the databases whose exporters it gets. */
export interface Beside {
  /** `deployment.shop.postgres`: its own among all workloads, since neither a kind nor a namespace has a dot. */
  readonly place: string;
  readonly workload: Workload;
  readonly beside: readonly Database[];
}

/** The workloads that get exporters, in the order in which the databases first name them. */
export function byWorkload(databases: readonly Database[]): readonly Beside[] {
  const places = new Map<string, Beside & { readonly beside: Database[] }>();
  for (const database of databases) {
    const workload = database.sidecar;
    if (workload === undefined) continue;
    const place = `${workload.kind.toLowerCase()}.${workload.namespace}.${workload.name}`;
    const found = places.get(place);
    if (found === undefined) places.set(place, { place, workload, beside: [database] });
    else found.beside.push(database);
  }
  return [...places.values()];
}

/** The annotation that says what the patch adds, so that a change of it is seen although the lists are ignored. */
export const CONTENT = "vigie/exporters";

/**
 * The plugin compares lists by position (https://github.com/pulumi/pulumi-kubernetes/issues/2682), and server-side apply
 * puts a new item behind those that are there: compared as they are, ours would show as changed in every preview. So the
 * lists are ignored and an annotation carries their checksum.
 *
 * A resource with ignored fields must never be updated: the engine would send their old values, and the plugin whatever
 * lives there, which would make every container of the owner ours, too. Hence each change makes the patch anew, also the
 * change that is no change, a roll-out that failed. Deleted first, since there is one field manager: given up after it was
 * taken again, the fields would be gone.
 *
 * One manager and not a new one for each content, which could take the fields over before the old one gives them up: the
 * plugin reads a patch's manager from an annotation of the patched object, so that between the two a `pulumi refresh` would
 * have the old patch give up the new one's fields. And a manager that the plugin draws itself is lost with an `up` that is
 * killed, and with it the way to take the exporter out again.
 */
export const MADE_ANEW = {
  ignoreChanges: ["spec.template.spec.containers", "spec.template.spec.volumes"],
  replaceOnChanges: ["*"],
  deleteBeforeReplace: true,
};

/** The patch that adds all of a workload's exporters: one for each workload, since its annotations can name one manager. */
export function workloadPatch({ name, namespace }: Workload, additions: readonly Addition[]): WorkloadPatch {
  const volumes = additions.flatMap((addition) => addition.volumes);
  return {
    metadata: {
      name,
      namespace,
      annotations: {
        // Force: a container is ours also where somebody added one of that name by hand before.
        "pulumi.com/patchForce": "true",
        "pulumi.com/patchFieldManager": "vigie-exporters",
      },
    },
    spec: {
      template: {
        spec: {
          containers: additions.map(({ container }) => container),
          ...(volumes.length === 0 ? {} : { volumes }),
        },
      },
    },
  };
}

/**
 * Checksum of everything a patch sets, whose references to our Secrets must be known by then. Those are immutable and get a
 * new name with a new value: so a changed password counts, and nothing of it is in the checksum.
 */
export function contentOf(patch: unknown): string {
  return checksum(toJson(patch));
}
