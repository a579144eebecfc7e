import { ownPods, patchedPods, type OwnedPod, type Pod, type Volume } from "./pods";
import { breach, objectName, type Invariant, type Stack } from "./stack";

/** Every Secret, ConfigMap, claim and service account that a pod names is made here, or named in the stack file. */
export const everyReferenceResolves: Invariant = (stack) => {
  const given = secretsOfTheUser(stack.settings);
  return [...ownPods(stack), ...patchedPods(stack)].flatMap(({ owner, pod }) => {
    const { namespace = "" } = owner.manifest.metadata;
    return references(pod)
      .filter(({ kind, name }) => !exists(stack, kind, namespace, name))
      .filter(({ kind, name }) => kind !== "Secret" || !given.includes(name))
      .map(({ kind, name }) =>
        breach(
          objectName(owner.manifest),
          `names ${kind} ${name}, which nobody makes`,
          "make it, or correct the name",
        ),
      );
  });
};

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
}

/** A Service that selects no pod, or a port that no container has, is silent: nothing fails, nothing answers. */
export const everyServiceFindsItsPods: Invariant = (stack) =>
  stack.objects
    .filter(({ manifest }) => manifest.kind === "Service")
    .flatMap(({ manifest }) => {
      const spec = manifest.spec as ServiceSpec;
      if (spec.selector === undefined) return [];
      const pods = ownPods(stack).filter(
        ({ owner, labels }) =>
          owner.manifest.metadata.namespace === manifest.metadata.namespace && matches(spec.selector, labels),
      );
      if (pods.length === 0) return [breach(objectName(manifest), "selects no pod", "correct its selector")];
      return pods
        .flatMap((pod) => missingPorts(spec, pod))
        .map((port) =>
          breach(
            objectName(manifest),
            `sends to port ${port}, which its pods do not have`,
            "correct targetPort",
          ),
        );
    });

interface Selecting {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** Kubernetes refuses a workload whose selector misses its own pods, but only at apply. */
export const everyWorkloadSelectsItsPods: Invariant = (stack) =>
  ownPods(stack)
    .filter(({ owner, labels }) => !matches((owner.manifest.spec as Selecting).selector?.matchLabels, labels))
    .map(({ owner }) =>
      breach(objectName(owner.manifest), "does not select its own pods", "correct its selector"),
    );

interface Binding {
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  }[];
}

export const everyBindingResolves: Invariant = (stack) =>
  stack.objects.flatMap(({ manifest }) => {
    const { roleRef, subjects = [] } = manifest as Binding;
    if (roleRef === undefined) return [];
    const names = [
      { ...roleRef, namespace: roleRef.kind === "Role" ? manifest.metadata.namespace : undefined },
      ...subjects,
    ];
    return names
      .filter(({ kind, name, namespace }) => !exists(stack, kind, namespace, name))
      .map(({ kind, name }) =>
        breach(
          objectName(manifest),
          `names ${kind} ${name}, which nobody makes`,
          "make it, or correct the name",
        ),
      );
  });

interface Reference {
  readonly kind: "Secret" | "ConfigMap" | "PersistentVolumeClaim" | "ServiceAccount";
  readonly name: string;
}

function references(pod: Pod): Reference[] {
  const account = pod.serviceAccountName;
  const variables = [...(pod.initContainers ?? []), ...(pod.containers ?? [])].flatMap(({ env = [] }) => env);
  return [
    ...(account === undefined ? [] : [{ kind: "ServiceAccount" as const, name: account }]),
    ...(pod.volumes ?? []).flatMap(volumeReferences),
    ...variables.flatMap(({ valueFrom }) => [
      ...referenceTo("Secret", valueFrom?.secretKeyRef?.name),
      ...referenceTo("ConfigMap", valueFrom?.configMapKeyRef?.name),
    ]),
  ];
}

function volumeReferences(volume: Volume): Reference[] {
  return [
    ...referenceTo("Secret", volume.secret?.secretName),
    ...referenceTo("ConfigMap", volume.configMap?.name),
    ...referenceTo("PersistentVolumeClaim", volume.persistentVolumeClaim?.claimName),
    ...(volume.projected?.sources ?? []).flatMap(({ secret, configMap }) => [
      ...referenceTo("Secret", secret?.name),
      ...referenceTo("ConfigMap", configMap?.name),
    ]),
  ];
}

function referenceTo(kind: Reference["kind"], name: string | undefined): Reference[] {
  return name === undefined ? [] : [{ kind, name }];
}

function exists({ objects }: Stack, kind: string, namespace: string | undefined, name: string): boolean {
  return objects.some(
    ({ manifest: { kind: other, metadata } }) =>
      other === kind && metadata.name === name && metadata.namespace === namespace,
  );
}

function matches(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>>,
): boolean {
  const entries = Object.entries(selector ?? {});
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}

function missingPorts(spec: ServiceSpec, { pod }: OwnedPod): string[] {
  const ports = (pod.containers ?? []).flatMap((container) => container.ports ?? []);
  return (spec.ports ?? [])
    .map(({ port, targetPort = port }) => targetPort)
    .filter((target) => !ports.some(({ name, containerPort }) => name === target || containerPort === target))
    .map(String);
}

/** Names under every `fromSecret` of the stack file: Secrets that exist already. */
function secretsOfTheUser(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, field]) =>
    key === "fromSecret" ? [(field as { name: string }).name] : secretsOfTheUser(field),
  );
}
