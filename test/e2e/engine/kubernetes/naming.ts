import { createHash, randomBytes } from "node:crypto";
import type { JsonObject } from "../wire/values";
import { annotationOf, annotations, nameOf, withAnnotation, withMetadata } from "./object";

/** Eight hexadecimal digits, from the engine's seed where there is one, so that a retried check gives the same name. */
export function suffix(seed: Uint8Array | undefined): string {
  const bytes = seed === undefined || seed.length === 0 ? randomBytes(32) : seed;
  return createHash("sha256").update(bytes).digest("hex").slice(0, 8);
}

function isAutonamed(object: JsonObject): boolean {
  return annotationOf(object, annotations.autonamed) === "true";
}

/**
 * Gives an object without a name the one it had before, or `<logical name>-<8 hex>`, and says so in an annotation, since
 * only an object whose name we chose can have its replacement created before it goes.
 */
export function withName(
  object: JsonObject,
  old: JsonObject,
  logicalName: string,
  seed: Uint8Array,
): JsonObject {
  if (nameOf(object) !== "") {
    return object;
  }
  const name = isAutonamed(old) ? nameOf(old) : `${logicalName}-${suffix(seed)}`;
  return withAnnotation(withMetadata(object, { name }), annotations.autonamed, "true");
}

/** Both halves of a replacement would have the same name, so the old one has to go first. */
export function mustDeleteFirst(inputs: JsonObject, live: JsonObject): boolean {
  return nameOf(inputs) !== "" && !isAutonamed(inputs) && nameOf(inputs) === nameOf(live);
}
