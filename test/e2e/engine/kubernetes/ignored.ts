import { isObject, objectAt, listAt, stringAt, type Json, type JsonObject } from "../wire/values";
import { metadataOf } from "./object";

/** The value at the path, `undefined` where there is none. */
function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  const [key = "", ...rest] = path;
  const value = object[key];
  return rest.length === 0 || value === undefined ? value : valueAt(objectAt(value), rest);
}

/** The object with that value at the path, or without the path when it is `undefined`. */
function withValueAt(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [key = "", ...rest] = path;
  const child = object[key];
  if (rest.length > 0) {
    const missing = !isObject(child);
    return missing && value === undefined
      ? object
      : { ...object, [key]: withValueAt(objectAt(child), rest, value) };
  }
  const others = Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  return value === undefined ? others : { ...others, [key]: value };
}

/**
 * The inputs of an update as the plugin sends them with `ignoreChanges`: a field that only others own is left out, any other
 * is sent as it lives in the cluster, so that it stays what it is. A list counts as one field.
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/v4.34.2/provider/pkg/await/await.go `handleSSAIgnoreFields`
 */
export function withIgnored(
  inputs: JsonObject,
  live: JsonObject,
  fieldManager: string,
  ignoreChanges: readonly string[],
): JsonObject {
  const entries = listAt(metadataOf(live).managedFields).map(objectAt);
  return ignoreChanges.reduce((sent, ignored) => {
    const path = ignored.split(".");
    const fields = path.map((key) => `f:${key}`);
    const owners = entries
      .filter((entry) => valueAt(objectAt(entry.fieldsV1), fields) !== undefined)
      .map(({ manager }) => stringAt(manager));
    if (owners.length > 0 && !owners.includes(fieldManager)) {
      return withValueAt(sent, path, undefined);
    }
    const value = valueAt(live, path);
    return value === undefined ? sent : withValueAt(sent, path, value);
  }, inputs);
}
