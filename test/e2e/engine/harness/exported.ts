import { isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from "../wire/values";
import type { Sentinel } from "./sentinels";
import type { World } from "./world";

/** One resource of a state, its secrets in clear. */
export interface Held {
  readonly type: string;
  readonly name: string;
  readonly inputs: JsonObject;
  readonly outputs: JsonObject;
}

function opened(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(opened);
  }
  if (!isObject(value)) {
    return value;
  }
  return typeof value.plaintext === "string"
    ? opened(JSON.parse(value.plaintext) as Json)
    : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, opened(child)]));
}

/** The resources of a stack in the order of their creation, by `pulumi stack export --show-secrets`. */
export async function heldResources(world: World, stack: string): Promise<readonly Held[]> {
  const text = await world.cli("stack", "export", "--show-secrets", "--stack", stack);
  return listAt(objectAt(objectAt(JSON.parse(text) as Json).deployment).resources)
    .map(objectAt)
    .map((resource) => ({
      type: stringAt(resource.type),
      name: stringAt(resource.urn).split("::").at(-1) ?? "",
      inputs: objectAt(opened(objectAt(resource.inputs))),
      outputs: objectAt(opened(objectAt(resource.outputs))),
    }));
}

/** What the random provider drew, by "<resource>.<output>": the same for as long as the stack lives. */
export function drawn(resources: readonly Held[]): Readonly<Record<string, string>> {
  const entries = resources
    .filter(({ type }) => type.startsWith("random:"))
    .flatMap(({ name, outputs }) =>
      ["result", "bcryptHash"].map((key) => [`${name}.${key}`, stringAt(outputs[key])] as const),
    );
  return Object.fromEntries(entries.filter(([, value]) => value !== ""));
}

/** The drawn values that are secrets: passwords and their hashes. */
export function drawnSecrets(resources: readonly Held[]): readonly Sentinel[] {
  const passwords = resources.filter(({ type }) => type.endsWith(":RandomPassword"));
  return Object.entries(drawn(passwords)).map(([what, value]) => ({ what, value }));
}
