import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { Volume } from "../../config/schema/common";
import { PersistentVolumeClaim } from "./kubernetes";

export interface DataClaimArgs {
  readonly settings: Settings;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Record<string, string>;
  readonly volume: Volume;
  /** Where the stack file says what `volume` is: `vigie:loki.storage`. */
  readonly path: string;
}

/**
 * The volume of a single-replica workload as an object of its own, not a `volumeClaimTemplate`: those force the
 * StatefulSet's replacement when the size changes, while a claim grows in place
 * (https://github.com/pulumi/pulumi-kubernetes/issues/4328). The name is fixed: a new name would be a new, empty volume.
 *
 * The storage class of a claim can never change, so another one would replace it: deleted with all its data, then made
 * anew, empty. That change is not sent, and refused in preview already.
 */
export function dataClaim(
  name: string,
  objectName: string,
  args: DataClaimArgs,
  opts: pulumi.CustomResourceOptions,
): PersistentVolumeClaim {
  const { settings, namespace, labels, volume, path } = args;
  const own = volume.storageClass;
  const storageClassName = own ?? settings.scheduling.storageClass;
  const claim = new PersistentVolumeClaim(
    name,
    {
      metadata: { name: objectName, namespace, labels },
      spec: {
        accessModes: ["ReadWriteOnce"],
        ...(storageClassName === undefined ? {} : { storageClassName }),
        resources: { requests: { storage: volume.size } },
      },
    },
    { ...opts, protect: settings.scheduling.protect, ignoreChanges: ["spec.storageClassName"] },
  );
  const wanted = {
    objectName,
    storageClass: storageClassName,
    path: own === undefined ? "vigie:scheduling.storageClass" : `${path}.storageClass`,
  };
  claim.spec.storageClassName.apply((made) => {
    refuseOtherClass(made, wanted);
  });
  return claim;
}

export interface WantedClass {
  readonly objectName: string;
  /** Undefined: the cluster's default class, whichever it was when the claim was made. */
  readonly storageClass: string | undefined;
  /** Where the stack file says so. */
  readonly path: string;
}

/**
 * @throws pulumi.RunError, which Pulumi prints without a stack trace, when the claim was made with another class.
 */
export function refuseOtherClass(
  made: string | undefined,
  { objectName, storageClass, path }: WantedClass,
): void {
  if (storageClass === undefined || made === undefined || made === storageClass) return;
  const refused = new pulumi.RunError(
    `${path}: is "${storageClass}", but the volume of PersistentVolumeClaim ${objectName} was made with "${made}", which cannot change; ` +
      `write "${made}", or move the data first: docs/operations.md, "Move a volume to another storage class"`,
  );
  // Known only when the program itself has ended, where the SDK prints the stack of this error too, if it has one:
  // https://github.com/pulumi/pulumi/blob/v3.258.0/sdk/nodejs/cmd/run/index.ts `uncaughtHandler`
  refused.stack = "";
  throw refused;
}
