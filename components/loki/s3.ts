import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { SecretValues } from "../../config/secret-values";
import type { k8s } from "../kit/kubernetes";
import { mountedSecrets } from "../kit/mounted-secrets";
import { hardenedContainer } from "../kit/pod";

const KEYS = "/etc/loki/s3-keys";
const CREDENTIALS = "/etc/loki/s3";

/** What the pod needs so that Loki finds its S3 keys. */
export interface S3Access {
  readonly env: k8s.core.v1.EnvVar[];
  readonly volumes: k8s.core.v1.Volume[];
  readonly volumeMounts: k8s.core.v1.VolumeMount[];
  readonly initContainers: k8s.core.v1.Container[];
}

export interface S3AccessArgs {
  readonly settings: Settings;
  readonly secrets: SecretValues;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly resources: k8s.core.v1.ResourceRequirements;
}

/** Writes the AWS SDK's shared credentials file from the two key files. */
const WRITE_CREDENTIALS = [
  "set -eu",
  "umask 077",
  `printf '[default]\\naws_access_key_id = %s\\naws_secret_access_key = %s\\n' "$(cat ${KEYS}/access-key-id)" "$(cat ${KEYS}/secret-access-key)" > ${CREDENTIALS}/credentials`,
].join("\n");

/**
 * The S3 keys as the AWS SDK's shared credentials file. Loki's own way, `-config.expand-env` in `access_key_id`, would
 * need the keys in the environment, where every child process and crash dump sees them, and would print them at
 * `/config`; without keys in its configuration Loki uses the SDK's chain, which reads this file
 * (https://github.com/grafana/loki/blob/v3.7.8/pkg/storage/chunk/client/aws/s3_storage_client.go, `buildS3Client`).
 * The keys may live in Secrets that exist already, one value each, so an init container joins them in memory. It runs
 * Grafana's image, which is on the node anyway: Loki's holds no shell.
 */
export function s3Access(name: string, args: S3AccessArgs, opts: pulumi.CustomResourceOptions): S3Access {
  const { settings, resources } = args;
  const { objectStorage } = settings.loki;
  if (objectStorage === undefined) return { env: [], volumes: [], volumeMounts: [], initContainers: [] };

  const files = {
    "access-key-id": objectStorage.accessKeyId,
    "secret-access-key": objectStorage.secretAccessKey,
  };
  const keys = { ...mountedSecrets(name, { ...args, files }, opts), name: "s3-keys" };
  return {
    env: [{ name: "AWS_SHARED_CREDENTIALS_FILE", value: `${CREDENTIALS}/credentials` }],
    volumes: [keys, { name: "s3", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } }],
    volumeMounts: [{ name: "s3", mountPath: CREDENTIALS, readOnly: true }],
    initContainers: [
      hardenedContainer({
        name: "s3-credentials",
        image: settings.grafana.image,
        settings,
        resources,
        command: ["/bin/sh", "-c", WRITE_CREDENTIALS],
        volumeMounts: [
          { name: "s3-keys", mountPath: KEYS, readOnly: true },
          { name: "s3", mountPath: CREDENTIALS },
        ],
      }),
    ],
  };
}
