import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { Volume } from "../../config/schema/common";
import { PersistentVolumeClaim, type k8s } from "./kubernetes";

export interface VolumeClaimArgs {
  readonly claimName: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly volume: Volume;
  readonly settings: Settings;
}

/**
 * A volume of its own beside the StatefulSet: its size is changed in place, where a `volumeClaimTemplates` entry would
 * replace the whole StatefulSet. Class and access mode can never change: Kubernetes would make a new, empty volume.
 */
export function volumeClaim(
  name: string,
  args: VolumeClaimArgs,
  opts: pulumi.CustomResourceOptions,
): PersistentVolumeClaim {
  const { claimName, namespace, labels, volume, settings } = args;
  return new PersistentVolumeClaim(
    name,
    { metadata: { name: claimName, namespace, labels }, spec: claimSpec(volume, settings) },
    { ...opts, protect: settings.scheduling.protect },
  );
}

/** No class at all leaves the choice to the cluster's default class; an empty one would mean "none". */
export function claimSpec(volume: Volume, settings: Settings): k8s.core.v1.PersistentVolumeClaimSpec {
  const storageClassName = volume.storageClass ?? settings.scheduling.storageClass;
  return {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: volume.size } },
    ...(storageClassName === undefined ? {} : { storageClassName }),
  };
}
