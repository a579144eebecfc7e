import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { Volume } from "../../config/schema/common";
import { PersistentVolumeClaim } from "./kubernetes";

export interface DataClaimArgs {
  readonly settings: Settings;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly volume: Volume;
}

/**
 * The volume of a single-replica workload as an object of its own, not a `volumeClaimTemplate`: those force the
 * StatefulSet's replacement when the size changes, while a claim grows in place
 * (https://github.com/pulumi/pulumi-kubernetes/issues/4328). The name is fixed: a new name would be a new, empty volume.
 */
export function dataClaim(
  name: string,
  objectName: string,
  args: DataClaimArgs,
  opts: pulumi.CustomResourceOptions,
): PersistentVolumeClaim {
  const { settings, namespace, labels, volume } = args;
  const storageClassName = volume.storageClass ?? settings.scheduling.storageClass;
  return new PersistentVolumeClaim(
    name,
    {
      metadata: { name: objectName, namespace, labels },
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(storageClassName === undefined ? {} : { storageClassName }),
        resources: { requests: { storage: volume.size } },
      },
    },
    { ...opts, protect: settings.scheduling.protect },
  );
}
