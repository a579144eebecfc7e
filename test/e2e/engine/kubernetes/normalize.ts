import { createHash } from "node:crypto";
import { hasUnknown, isObject, objectAt, stringAt, type JsonObject } from "../wire/values";
import { isReason, type Api } from "./api";
import { isBuiltIn, nameOf, namespaceOf, pruneObject, withMetadata, withoutReadOnly } from "./object";

/** Brings inputs into the form in which the API server will give them back. */
export type Normalize = (inputs: JsonObject) => Promise<JsonObject>;

/** The API server replaces `stringData` by base64 in `data`. */
function withEncodedStringData(object: JsonObject): JsonObject {
  if (object.kind !== "Secret" || object.apiVersion !== "v1" || !isObject(object.stringData)) {
    return object;
  }
  const { stringData, ...rest } = object;
  const encoded = Object.entries(objectAt(stringData)).map(([key, value]) => [
    key,
    Buffer.from(stringAt(value), "utf8").toString("base64"),
  ]);
  return { ...rest, data: { ...objectAt(object.data), ...(Object.fromEntries(encoded) as JsonObject) } };
}

const missingMs = 1000;

/**
 * The plugin has the Go types of every built-in kind and sends inputs through them, so that "1000m" and "1", or an explicit
 * `false` and no value, compare as equal. A stand-in asks the API server instead: a dry-run creation under another name, cut
 * back to the shape of the inputs. What the server refuses (its namespace does not exist yet, a quota is used up) stays as
 * it was written.
 */
export function createNormalize(api: Api): Normalize {
  const known = new Map<string, JsonObject>();
  /** Namespace to the time until which it need not be asked for again: the API server takes 50 ms to say that it is missing. */
  const missing = new Map<string, number>();
  const throughServer = async (object: JsonObject, digest: string): Promise<JsonObject> => {
    const probe = withMetadata(object, { name: `normalize-${digest.slice(0, 16)}` });
    const stored = await api.create(probe, { fieldManager: "normalize", dryRun: true });
    return pruneObject(withMetadata(withoutReadOnly(stored), { name: nameOf(object) }), object);
  };
  return async (inputs) => {
    if (hasUnknown(inputs)) {
      return withoutReadOnly(inputs);
    }
    const object = withEncodedStringData(withoutReadOnly(inputs));
    if (!isBuiltIn(object)) {
      return object;
    }
    const digest = createHash("sha256").update(JSON.stringify(object)).digest("hex");
    const cached = known.get(digest);
    if (cached !== undefined) {
      return cached;
    }
    if ((missing.get(namespaceOf(object)) ?? 0) > Date.now()) {
      return object;
    }
    try {
      const normalized = await throughServer(object, digest);
      known.set(digest, normalized);
      return normalized;
    } catch (error) {
      if (isReason(error, "NotFound")) {
        missing.set(namespaceOf(object), Date.now() + missingMs);
      }
      // Creation will meet the same refusal and report it; comparing may go on with what was written.
      return object;
    }
  };
}
