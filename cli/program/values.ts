import * as pulumi from "@pulumi/pulumi";

/** What a redacted secret is replaced by. */
const REDACTED = "<redacted>";
/** What a value that only the real engine knows looks like in a recording. */
export const UNKNOWN = "<unknown>";

/** The value with every secret envelope opened, at any depth. */
export function unwrapped(value: unknown): unknown {
  return walk(value, (inner) => unwrapped(inner));
}

/** The value with every leaf inside a secret envelope replaced by `<redacted>`; the keys stay, as they are no secret. */
export function redacted(value: unknown): unknown {
  return walk(value, (inner) => blanked(unwrapped(inner)));
}

/** True when a secret envelope is anywhere in the value. */
export function holdsSecret(value: unknown): boolean {
  if (pulumi.runtime.isRpcSecret(value)) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(holdsSecret);
}

function walk(value: unknown, onSecret: (inner: unknown) => unknown): unknown {
  if (value === null || typeof value !== "object") {
    return value === pulumi.runtime.unknownValue ? UNKNOWN : value;
  }
  if (pulumi.runtime.isRpcSecret(value)) return onSecret(pulumi.runtime.unwrapRpcSecret(value));
  if (isUnknown(value)) return UNKNOWN;
  if (Array.isArray(value)) return value.map((item) => walk(item, onSecret));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, walk(field, onSecret)]));
}

/** The SDK gives unknown inputs to mocks as its internal `Unknown` object. */
function isUnknown(value: object): boolean {
  return "__pulumiUnknown" in value;
}

function blanked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blanked);
  if (value === null || typeof value !== "object") return REDACTED;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, blanked(field)]));
}
