import type { Stack, StackObject } from "./stack";

/** The fields of a pod that the invariants read. */
export interface Pod {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly securityContext?: SecurityContext;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
}

export interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
  readonly allowPrivilegeEscalation?: boolean;
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
}

type Amounts = Readonly<Record<string, string>>;

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly resources?: { readonly requests?: Amounts; readonly limits?: Amounts };
  readonly securityContext?: SecurityContext;
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: ValueFrom;
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

interface ValueFrom {
  readonly secretKeyRef?: { readonly name: string };
  readonly configMapKeyRef?: { readonly name: string };
}

interface Named {
  readonly name: string;
}

export interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly configMap?: Named;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly hostPath?: { readonly path: string };
  readonly projected?: {
    readonly sources: readonly { readonly secret?: Named; readonly configMap?: Named }[];
  };
}

/** A pod template of the stack, with the object it belongs to. */
export interface OwnedPod {
  readonly owner: StackObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: Pod;
}

interface Workload {
  readonly spec?: {
    readonly template?: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec?: Pod;
    };
  };
}

/** Pod templates of our own workloads. Patches are left out: those pods are their owner's. */
export function ownPods(stack: Stack): OwnedPod[] {
  return podsOf(stack.objects.filter(({ patch }) => !patch));
}

/** Containers that patches add to somebody else's pods. */
export function patchedPods(stack: Stack): OwnedPod[] {
  return podsOf(stack.objects.filter(({ patch }) => patch));
}

function podsOf(objects: readonly StackObject[]): OwnedPod[] {
  return objects.flatMap((owner) => {
    const { template } = (owner.manifest as Workload).spec ?? {};
    if (template?.spec === undefined) return [];
    return [{ owner, labels: template.metadata?.labels ?? {}, pod: template.spec }];
  });
}
