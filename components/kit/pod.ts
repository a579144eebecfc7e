import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { Toleration } from "../../config/schema/common";
import type { k8s } from "./kubernetes";

type Container = k8s.core.v1.Container;

/** uid and gid of pods whose image names none; above 10000 so that it collides with no user of the node. */
export const NOBODY = 65_534;

export interface HardenedContainer {
  readonly name: string;
  readonly image: string;
  readonly settings: Settings;
  readonly resources: k8s.core.v1.ResourceRequirements;
  readonly command?: string[];
  readonly args?: pulumi.Input<string>[];
  readonly env?: k8s.core.v1.EnvVar[];
  readonly ports?: k8s.core.v1.ContainerPort[];
  readonly volumeMounts?: k8s.core.v1.VolumeMount[];
  readonly livenessProbe?: k8s.core.v1.Probe;
  readonly readinessProbe?: k8s.core.v1.Probe;
  readonly startupProbe?: k8s.core.v1.Probe;
  /** Only for the agents that must read the host; merged over the hardened context. */
  readonly securityContext?: k8s.core.v1.SecurityContext;
}

/** A container that passes Pod Security `restricted`: no privilege, no capability, read-only root. */
export function hardenedContainer(args: HardenedContainer): Container {
  const { settings, image, securityContext, ...rest } = args;
  return {
    ...rest,
    image: mirrored(image, settings.scheduling.imageRegistry),
    imagePullPolicy: settings.scheduling.imagePullPolicy,
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      ...securityContext,
    },
  };
}

/** The image behind the mirror: `docker.io/prom/x:v1` becomes `<mirror>/prom/x:v1`. */
export function mirrored(image: string, registry: string | undefined): string {
  if (registry === undefined) return image;
  const slash = image.indexOf("/");
  const host = slash === -1 ? "" : image.slice(0, slash);
  const hasHost = host.includes(".") || host.includes(":") || host === "localhost";
  return `${registry}/${hasHost ? image.slice(slash + 1) : image}`;
}

export interface HardenedPod {
  readonly settings: Settings;
  readonly serviceAccountName: pulumi.Input<string>;
  readonly containers: Container[];
  readonly initContainers?: Container[];
  readonly volumes?: k8s.core.v1.Volume[];
  /** uid, gid and fsGroup. Default: nobody (65534). */
  readonly user?: number;
  /** Only pods that call the Kubernetes API get a token. */
  readonly needsApi?: boolean;
  /** The workload's own settings, which win over vigie:scheduling. */
  readonly workload?: {
    readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
    readonly tolerations?: readonly Toleration[] | undefined;
  };
  readonly terminationGracePeriodSeconds?: number;
  readonly affinity?: k8s.core.v1.Affinity;
  readonly topologySpreadConstraints?: k8s.core.v1.TopologySpreadConstraint[];
}

/** A pod that passes Pod Security `restricted`, scheduled as the stack file says. */
export function hardenedPod(args: HardenedPod): k8s.core.v1.PodSpec {
  const { scheduling } = args.settings;
  const user = args.user ?? NOBODY;
  const tolerations = args.workload?.tolerations ?? scheduling.tolerations;
  const nodeSelector = {
    "kubernetes.io/os": "linux",
    ...(args.workload?.nodeSelector ?? scheduling.nodeSelector),
  };
  return {
    serviceAccountName: args.serviceAccountName,
    automountServiceAccountToken: args.needsApi ?? false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: "OnRootMismatch",
      seccompProfile: { type: "RuntimeDefault" },
    },
    nodeSelector,
    ...(tolerations.length === 0 ? {} : { tolerations: tolerations.map(plainToleration) }),
    ...(scheduling.imagePullSecrets.length === 0
      ? {}
      : { imagePullSecrets: scheduling.imagePullSecrets.map((name) => ({ name })) }),
    ...(scheduling.priorityClassName === undefined
      ? {}
      : { priorityClassName: scheduling.priorityClassName }),
    ...(args.terminationGracePeriodSeconds === undefined
      ? {}
      : { terminationGracePeriodSeconds: args.terminationGracePeriodSeconds }),
    ...(args.affinity === undefined ? {} : { affinity: args.affinity }),
    ...(args.topologySpreadConstraints === undefined
      ? {}
      : { topologySpreadConstraints: args.topologySpreadConstraints }),
    ...(args.initContainers === undefined ? {} : { initContainers: args.initContainers }),
    containers: args.containers,
    ...(args.volumes === undefined ? {} : { volumes: args.volumes }),
  };
}

function plainToleration(toleration: Toleration): k8s.core.v1.Toleration {
  const entries = Object.entries(toleration).filter(([, value]) => (value as unknown) !== undefined);
  return Object.fromEntries(entries);
}

/** An HTTP probe. Liveness and readiness must use different paths where the program has both. */
export function httpProbe(
  path: string,
  port: string | number,
  more: Partial<k8s.core.v1.Probe> = {},
): k8s.core.v1.Probe {
  return { httpGet: { path, port }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6, ...more };
}

/**
 * The probe of a program that may need so many minutes until it serves. It asks every two seconds: whoever waits for the
 * program waits for its probe, too.
 */
export function startupProbe(path: string, port: string | number, minutes: number): k8s.core.v1.Probe {
  const periodSeconds = 2;
  return httpProbe(path, port, { periodSeconds, failureThreshold: (minutes * 60) / periodSeconds });
}
