import { stringAt, type JsonObject } from "../wire/values";
import { groupOf } from "./object";

/**
 * Fields that the plugin refuses to change in place: a change replaces the object. The kinds that this stack uses.
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/v4.34.2/provider/pkg/provider/diff.go
 */
const fields: Readonly<Record<string, readonly string[]>> = {
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "/PersistentVolumeClaim": ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  "/ResourceQuota": ["spec.scopes"],
  "/Service": ["spec.clusterIP"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner"],
};

/** Provider settings that make the data of ConfigMaps and Secrets changeable in place. */
export interface Mutability {
  readonly configMaps: boolean;
  readonly secrets: boolean;
}

const identity = ["metadata.name", "metadata.namespace"];

/** Property paths of `object` whose change forces a new object. */
export function forceNewFields(object: JsonObject, mutable: Mutability): readonly string[] {
  const kind = `${groupOf(object)}/${stringAt(object.kind)}`;
  const immutable = object.immutable === true;
  if (kind === "/Secret") {
    return !mutable.secrets || immutable
      ? [...identity, "type", "stringData", "data"]
      : [...identity, "type"];
  }
  if (kind === "/ConfigMap") {
    return !mutable.configMaps || immutable ? [...identity, "binaryData", "data"] : identity;
  }
  return [...identity, ...(fields[kind] ?? [])];
}

/** The identity alone: all that a `...Patch` resource cannot change in place. */
export function patchForceNewFields(): readonly string[] {
  return identity;
}
