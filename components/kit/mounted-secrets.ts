import type * as pulumi from "@pulumi/pulumi";
import type { SecretRef } from "../../config/schema/common";
import type { SecretValues } from "../../config/secret-values";
import { Secret, type k8s } from "./kubernetes";

export interface MountedSecretsArgs {
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly secrets: SecretValues;
  /** File name in the mounted directory to where its value comes from. */
  readonly files: Readonly<Record<string, SecretRef>>;
  /** Mode of the files. Default: 0440, readable through the pod's fsGroup. */
  readonly mode?: number;
}

/**
 * The volume that puts secret values into files: one autonamed Secret of ours for everything from `vigie:secrets` (a
 * changed value renames it, which rolls the pods), projected together with the Secrets that exist already.
 */
export function mountedSecrets(
  name: string,
  args: MountedSecretsArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Volume {
  return { name, projected: { sources: mountedSources(name, args, opts), defaultMode: args.mode ?? 0o440 } };
}

/** The sources of such a volume, for one that holds more. */
export function mountedSources(
  name: string,
  args: Omit<MountedSecretsArgs, "mode">,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.VolumeProjection[] {
  const own: Record<string, pulumi.Output<string>> = {};
  const sources: k8s.core.v1.VolumeProjection[] = [];
  for (const [file, ref] of Object.entries(args.files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if ("fromConfig" in ref) own[file] = args.secrets.get(ref.fromConfig);
    else
      sources.push({
        secret: { name: ref.fromSecret.name, items: [{ key: ref.fromSecret.key, path: file }] },
      });
  }
  if (Object.keys(own).length > 0) {
    const metadata = { namespace: args.namespace, labels: args.labels };
    const secret = new Secret(name, { metadata, stringData: own, immutable: true }, opts);
    sources.unshift({
      secret: {
        name: secret.metadata.name,
        items: Object.keys(own).map((file) => ({ key: file, path: file })),
      },
    });
  }
  return sources;
}
