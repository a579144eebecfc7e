import { isObject, objectAt, stringAt, without, type Json, type JsonObject } from "../wire/values";

/** Annotations that the plugin understands; users write them, so a stand-in must too. */
export const annotations = {
  autonamed: "pulumi.com/autonamed",
  skipAwait: "pulumi.com/skipAwait",
  timeoutSeconds: "pulumi.com/timeoutSeconds",
  patchForce: "pulumi.com/patchForce",
  patchFieldManager: "pulumi.com/patchFieldManager",
  deletionPropagation: "pulumi.com/deletionPropagationPolicy",
} as const;

export function metadataOf(object: JsonObject): JsonObject {
  return objectAt(object.metadata);
}

export function nameOf(object: JsonObject): string {
  return stringAt(metadataOf(object).name);
}

export function namespaceOf(object: JsonObject): string {
  return stringAt(metadataOf(object).namespace);
}

export function annotationOf(object: JsonObject, key: string): string {
  return stringAt(objectAt(metadataOf(object).annotations)[key]);
}

export function withMetadata(object: JsonObject, metadata: JsonObject): JsonObject {
  return { ...object, metadata: { ...metadataOf(object), ...metadata } };
}

export function withAnnotation(object: JsonObject, key: string, value: string): JsonObject {
  const existing = objectAt(metadataOf(object).annotations);
  return withMetadata(object, { annotations: { ...existing, [key]: value } });
}

/** The API group of an object: "" for the core group. */
export function groupOf(object: JsonObject): string {
  const apiVersion = stringAt(object.apiVersion);
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

/** `namespace/name`, or `name` for objects without a namespace: the resource id that the plugin uses. */
export function idOf(object: JsonObject): string {
  return namespaceOf(object) === "" ? nameOf(object) : `${namespaceOf(object)}/${nameOf(object)}`;
}

/** A `...Patch` resource: it owns some fields of an object that belongs to somebody else. */
export function isPatchResource(type: string, object: JsonObject): boolean {
  return type.split(":").at(-1) === `${stringAt(object.kind)}Patch`;
}

/** Kinds that ship with Kubernetes; custom resources are compared as they were written. */
export function isBuiltIn(object: JsonObject): boolean {
  const group = groupOf(object);
  return !group.includes(".") || group.endsWith(".k8s.io");
}

const readOnlyMetadata = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

/** Without what only the API server writes. */
export function withoutReadOnly(object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) {
    return object;
  }
  return { ...object, metadata: without(metadataOf(object), ...readOnlyMetadata) };
}

function pruneList(source: Json[], shape: Json[]): Json[] {
  return shape.slice(0, source.length).map((wanted, index) => prune(source[index] ?? null, wanted));
}

/**
 * The part of `source` that `shape` also has: how the live object is compared with inputs that say less than the server
 * stores. Lists are matched by position, as the plugin does.
 */
export function prune(source: Json, shape: Json): Json {
  if (isObject(source) && isObject(shape)) {
    const kept = Object.entries(source).filter(([key]) => shape[key] !== undefined);
    return Object.fromEntries(kept.map(([key, value]) => [key, prune(value, shape[key] ?? null)]));
  }
  return Array.isArray(source) && Array.isArray(shape) ? pruneList(source, shape) : source;
}

export function pruneObject(source: JsonObject, shape: JsonObject): JsonObject {
  return objectAt(prune(source, shape));
}
