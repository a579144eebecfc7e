import type * as pulumi from "@pulumi/pulumi";
import type { SecretRef } from "../../config/schema/common";
import type { SecretValues } from "../../config/secret-values";
import { Secret, type k8s } from "../kit/kubernetes";
import { mountedSecrets } from "../kit/mounted-secrets";
import { CREDENTIALS, type Connection } from "./connection";

/** What a container and its pod need so that an exporter finds its credentials. */
export interface Credentials {
  readonly env: k8s.core.v1.EnvVar[];
  readonly volumes: k8s.core.v1.Volume[];
  readonly volumeMounts: k8s.core.v1.VolumeMount[];
}

export interface CredentialsArgs {
  /** Namespace of the pod, where `fromSecret` looks and where our own Secret is made. */
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly secrets: SecretValues;
  /** Mode of the credential files. Default: 0440. */
  readonly mode?: number;
  /** Name of the volume in the pod. Default: `exporter-credentials`. */
  readonly volume?: string;
}

/** Creates the Secrets of one exporter and says how they reach the container. */
export function credentials(
  name: string,
  { files, secretEnv, fileContent }: Connection,
  args: CredentialsArgs,
  opts: pulumi.CustomResourceOptions,
): Credentials {
  const env = environmentSecrets(name, secretEnv, args, opts);
  if (Object.keys(files).length === 0) return { env, volumes: [], volumeMounts: [] };

  const secrets = { get: (key: string) => args.secrets.get(key).apply(fileContent) };
  const volume = mountedSecrets(name, { ...args, secrets, files }, opts);
  const volumeName = args.volume ?? "exporter-credentials";
  return {
    env,
    volumes: [{ ...volume, name: volumeName }],
    volumeMounts: [{ name: volumeName, mountPath: CREDENTIALS, readOnly: true }],
  };
}

function environmentSecrets(
  name: string,
  secretEnv: Readonly<Record<string, SecretRef>>,
  { namespace, labels, secrets }: CredentialsArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.EnvVar[] {
  const own: Record<string, pulumi.Output<string>> = {};
  const env = Object.entries(secretEnv).map(([variable, ref]) => {
    if ("fromSecret" in ref) return { variable, key: ref.fromSecret.key, secret: ref.fromSecret.name };
    own[variable] = secrets.get(ref.fromConfig);
    return { variable, key: variable, secret: undefined };
  });
  const made =
    Object.keys(own).length === 0
      ? undefined
      : new Secret(name, { metadata: { namespace, labels }, stringData: own, immutable: true }, opts);

  return env.map(({ variable, key, secret }) => ({
    name: variable,
    valueFrom: { secretKeyRef: { name: secret ?? made?.metadata.name, key } },
  }));
}
