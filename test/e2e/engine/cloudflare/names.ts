import { isObject, type Json, type JsonObject } from "../wire/values";

/** Where Pulumi's property names are not the API's names in another case: lists got plurals. */
const renamed: Readonly<Record<string, string>> = {
  ingresses: "ingress",
  includes: "include",
  excludes: "exclude",
  requires: "require",
};
const restored: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(renamed).map(([ours, theirs]) => [theirs, ours]),
);

function mapKeys(value: Json, key: (name: string) => string): Json {
  if (Array.isArray(value)) {
    return value.map((child) => mapKeys(child, key));
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [key(name), mapKeys(child, key)]));
}

/** `originRequest` to `origin_request`, `ingresses` to `ingress`. */
export function toApi(value: JsonObject): JsonObject {
  const snake = (name: string): string =>
    renamed[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return mapKeys(value, snake) as JsonObject;
}

/** The reverse of {@link toApi}. */
export function fromApi(value: JsonObject): JsonObject {
  const camel = (name: string): string =>
    restored[name] ?? name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return mapKeys(value, camel) as JsonObject;
}
