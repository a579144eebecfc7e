import type { Api } from "./api";
import { metadataOf } from "./object";
import { isObject, listAt, objectAt, stringAt, type JsonObject } from "../wire/values";

/** Who creates: the plugin creates by POST under this fixed name, and takes the fields over on the first apply. */
export const creator = "pulumi-kubernetes";

const takenOver = new Set([creator, "pulumi-resource-kubernetes", "kubectl", "before-first-apply"]);

function isTakenOver(entry: JsonObject): boolean {
  const manager = stringAt(entry.manager);
  const applied = manager === "kubectl" && entry.operation === "Apply";
  const own = stringAt(entry.subresource) === "";
  return own && (applied || (takenOver.has(manager) && entry.operation === "Update"));
}

/** The union of two `fieldsV1` trees. */
function union(one: JsonObject, other: JsonObject): JsonObject {
  const result = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const mine = result[key];
    result[key] = isObject(mine) && isObject(value) ? union(mine, value) : value;
  }
  return result;
}

/**
 * Moves the fields written at creation to the manager that applies. Otherwise the first change of a field would conflict
 * with ourselves, and a removed field would stay.
 */
export async function takeOverFields(api: Api, live: JsonObject, fieldManager: string): Promise<JsonObject> {
  const entries = listAt(metadataOf(live).managedFields).map(objectAt);
  const others = entries.filter((entry) => !isTakenOver(entry));
  const taken = entries.filter(isTakenOver);
  if (taken.length === 0) {
    return live;
  }
  const mine = others.find((entry) => entry.manager === fieldManager && entry.operation === "Apply");
  const fields = [...taken, ...(mine === undefined ? [] : [mine])]
    .map((entry) => objectAt(entry.fieldsV1))
    .reduce(union, {});
  const merged = {
    manager: fieldManager,
    operation: "Apply",
    apiVersion: stringAt(live.apiVersion),
    fieldsType: "FieldsV1",
    fieldsV1: fields,
  };
  return api.jsonPatch(live, [
    {
      op: "replace",
      path: "/metadata/managedFields",
      value: [...others.filter((entry) => entry !== mine), merged],
    },
    {
      op: "replace",
      path: "/metadata/resourceVersion",
      value: stringAt(metadataOf(live).resourceVersion),
    },
  ]);
}
