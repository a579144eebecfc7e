import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A property value as it travels between engine and provider; secrets and unknowns are marked inside it. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A bag of properties. */
export interface JsonObject {
  [key: string]: Json;
}

/** What stands for a value that only `up` will know. */
export const unknown: string = rpc.unknownValue;

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object at `value`, or an empty one. */
export function objectAt(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The string at `value`, or `""`. */
export function stringAt(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The list at `value`, or an empty one. */
export function listAt(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The same object without some of its keys. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

export function fromStruct(struct: Struct | undefined): JsonObject {
  // toJavaScript() of a Struct holds only what JSON holds.
  return struct?.toJavaScript() ?? {};
}

export function toStruct(value: JsonObject): Struct {
  return Struct.fromJavaScript(value);
}

/** Marks a value as secret: the engine encrypts it in the state and hides it in every display. */
export function secret(value: Json): JsonObject {
  return { [rpc.specialSigKey]: rpc.specialSecretSig, value };
}

function envelope(value: JsonObject): "secret" | "output" | undefined {
  const signature = value[rpc.specialSigKey];
  if (signature === rpc.specialSecretSig) {
    return "secret";
  }
  return signature === rpc.specialOutputValueSig ? "output" : undefined;
}

/** The same value without secret envelopes; unknowns stay as {@link unknown}. */
export function plain(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (!isObject(value)) {
    return value;
  }
  if (envelope(value) !== undefined) {
    return value.value === undefined ? unknown : plain(value.value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
}

export function plainObject(value: JsonObject): JsonObject {
  return objectAt(plain(value));
}

function some(value: Json, test: (leaf: Json) => boolean): boolean {
  if (test(value)) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some((child) => some(child, test));
  }
  return isObject(value) && Object.values(value).some((child) => some(child, test));
}

export function hasUnknown(value: Json): boolean {
  return some(value, (leaf) => leaf === unknown);
}

export function hasSecret(value: Json): boolean {
  return some(value, (leaf) => isObject(leaf) && envelope(leaf) !== undefined);
}

/**
 * Carries secrecy from inputs to what comes back, key by key, so that one secret does not hide a whole object.
 * A list with one secret inside becomes secret as a whole: providers may reorder lists.
 */
export function carrySecrets(outputs: JsonObject, inputs: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const input = inputs[key];
      if (input === undefined || (isObject(value) && envelope(value) !== undefined)) {
        return [key, value];
      }
      if (isObject(value) && isObject(input) && envelope(input) === undefined) {
        return [key, carrySecrets(value, input)];
      }
      return [key, hasSecret(input) ? secret(value) : value];
    }),
  );
}
