import { error, warning, type Finding } from "../../../config/problem";
import { didYouMean } from "../../../config/suggest";
import type { Facts, StorageClassFacts } from "../facts";
import type { Needs } from "../needs";
import type { StorageNeed } from "../storage-needs";
import { cannotSee } from "./unknown";

export function diagnoseStorage({ storageClasses, claims }: Facts, needs: Needs): Finding[] {
  if (needs.storage.length === 0) return [];
  if (storageClasses.state !== "found") {
    const reason = storageClasses.state === "unknown" ? storageClasses.reason : "the server has no such API";
    return [cannotSee("Storage classes", reason)];
  }
  const classes = storageClasses.value;
  return [...byClass(needs.storage)].flatMap(([name, volumes]) => {
    const used =
      name === undefined ? defaultOf(classes) : classes.find((candidate) => candidate.name === name);
    if (used !== undefined) return used.expands ? [] : [cannotGrow(used, volumes)];
    // A claim that exists keeps its volume, whatever became of its class.
    const fresh = volumes.filter(({ namespace, claim }) => !claims.includes(`${namespace}/${claim}`));
    if (fresh.length === 0) return [];
    return [name === undefined ? noDefault(fresh, classes) : noSuchClass(name, fresh, classes)];
  });
}

function byClass(volumes: readonly StorageNeed[]): Map<string | undefined, StorageNeed[]> {
  const groups = new Map<string | undefined, StorageNeed[]>();
  for (const volume of volumes) {
    groups.set(volume.storageClass, [...(groups.get(volume.storageClass) ?? []), volume]);
  }
  return groups;
}

/** Several may be marked; Kubernetes then takes the newest, and any of them will do here. */
function defaultOf(classes: readonly StorageClassFacts[]): StorageClassFacts | undefined {
  return classes.find(({ isDefault }) => isDefault);
}

function noSuchClass(
  name: string,
  volumes: readonly StorageNeed[],
  classes: readonly StorageClassFacts[],
): Finding {
  const names = classes.map((known) => known.name);
  return error(
    `StorageClass ${name}`,
    `does not exist, ${claimNames(volumes)} would wait for it for ever`,
    `correct vigie:scheduling.storageClass or the volume's own, or create it; ${didYouMean(name, names, "the cluster has none")}`,
  );
}

function noDefault(volumes: readonly StorageNeed[], classes: readonly StorageClassFacts[]): Finding {
  const names = classes.map(({ name }) => name).join(", ");
  return error(
    "vigie:scheduling.storageClass",
    `is not set and the cluster has no default class, ${claimNames(volumes)} would wait for ever`,
    names === "" ? "install a storage provisioner in the cluster" : `write one of the cluster's: ${names}`,
  );
}

function cannotGrow({ name }: StorageClassFacts, volumes: readonly StorageNeed[]): Finding {
  return warning(
    `StorageClass ${name}`,
    `does not allow expansion, ${claimNames(volumes)} cannot grow later`,
    "choose sizes that last, or a class with allowVolumeExpansion: true",
  );
}

function claimNames(volumes: readonly StorageNeed[]): string {
  const names = volumes.map(({ claim }) => claim).join(", ");
  return `the volume${volumes.length === 1 ? "" : "s"} ${names}`;
}
