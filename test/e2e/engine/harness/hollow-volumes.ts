import type { Api } from "../kubernetes/api";
import { idOf, metadataOf, namespaceOf, nameOf } from "../kubernetes/object";
import { objectAt, stringAt, type JsonObject } from "../wire/values";

const label = "hollow-volume";

function phaseOf(object: JsonObject): string {
  return stringAt(objectAt(object.status).phase);
}

/** A volume for one claim; the volume controller does the binding. */
function volumeFor(claim: JsonObject): JsonObject {
  const spec = objectAt(claim.spec);
  const claimRef = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    name: nameOf(claim),
    namespace: namespaceOf(claim),
  };
  const metadata = { name: `hollow-${stringAt(metadataOf(claim).uid)}`, labels: { [label]: "true" } };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata,
    spec: {
      capacity: objectAt(objectAt(spec.resources).requests),
      accessModes: spec.accessModes ?? [],
      storageClassName: stringAt(spec.storageClassName),
      persistentVolumeReclaimPolicy: "Retain",
      claimRef,
      hostPath: { path: "/hollow" },
    },
  };
}

/**
 * Gives every waiting claim a volume that holds nothing, and takes back the volumes whose claims are gone.
 * @returns "namespace/name" of the claims that have theirs
 */
export async function tendVolumes(api: Api): Promise<ReadonlySet<string>> {
  const volumes = await api.list("v1", "PersistentVolume");
  const claims = await api.list("v1", "PersistentVolumeClaim");
  const made = new Set(volumes.map(nameOf));
  for (const volume of claims.filter((claim) => phaseOf(claim) === "Pending").map(volumeFor)) {
    if (!made.has(nameOf(volume))) {
      await api.create(volume, { fieldManager: "hollow", dryRun: false });
    }
  }
  for (const volume of volumes) {
    if (objectAt(metadataOf(volume).labels)[label] !== undefined && phaseOf(volume) === "Released") {
      await api.delete(volume, "Background");
    }
  }
  return new Set(claims.filter((claim) => phaseOf(claim) === "Bound").map(idOf));
}
