import type { Session } from "../wire/contract";
import {
  carrySecrets,
  hasUnknown,
  isObject,
  objectAt,
  plainObject,
  secret,
  stringAt,
  without,
} from "../wire/values";
import type { JsonObject } from "../wire/values";
import { isReason, type Api } from "./api";
import { compare, withoutIgnored } from "./compare";
import { forceNewFields, patchForceNewFields } from "./force-new";
import { createNormalize } from "./normalize";
import { mustDeleteFirst, withName } from "./naming";
import {
  annotationOf,
  annotations,
  isPatchResource,
  namespaceOf,
  nameOf,
  pruneObject,
  withMetadata,
  withoutReadOnly,
} from "./object";
import type { Settings } from "./settings";
import { createWriter } from "./writer";

/** What the state holds: the live object, and beside it what was asked for and who applies it. */
interface Checkpoint {
  readonly inputs: JsonObject;
  readonly live: JsonObject;
  readonly fieldManager: string;
}

function readCheckpoint(state: JsonObject): Checkpoint {
  const found = plainObject(state);
  const inputs = objectAt(found.__inputs);
  return {
    inputs,
    live: without(found, "__inputs", "__fieldManager", "__initialApiVersion"),
    // The annotation counts more than what is kept, and a refresh takes it from the live object, whoever wrote it there.
    fieldManager: annotationOf(inputs, annotations.patchFieldManager) || stringAt(found.__fieldManager),
  };
}

/** The data of a Secret is always secret, whoever wrote it; other values are when their input was. */
function protect(object: JsonObject, inputs: JsonObject): JsonObject {
  if (object.kind !== "Secret") {
    return carrySecrets(object, inputs);
  }
  const marked = Object.entries(object).map(([key, value]) =>
    (key === "data" || key === "stringData") && isObject(value) ? [key, secret(value)] : [key, value],
  );
  return Object.fromEntries(marked) as JsonObject;
}

function writeCheckpoint({ inputs, live, fieldManager }: Checkpoint, marked: JsonObject): JsonObject {
  return {
    ...protect(live, marked),
    __inputs: protect(inputs, marked),
    __initialApiVersion: stringAt(inputs.apiVersion),
    __fieldManager: fieldManager,
  };
}

/** All resource operations against one cluster. */
export function createSession(api: Api, settings: Settings): Session {
  const normalize = createNormalize(api);
  const writer = createWriter(api, settings);

  const withNamespace = async (object: JsonObject): Promise<JsonObject> => {
    const missing = settings.namespace !== "" && namespaceOf(object) === "";
    return missing && (await namespaced(object))
      ? withMetadata(object, { namespace: settings.namespace })
      : object;
  };
  const namespaced = async (object: JsonObject): Promise<boolean> => {
    try {
      return await api.isNamespaced(object);
    } catch (error) {
      if (isReason(error, "NoMatch")) {
        return true;
      }
      throw error;
    }
  };

  return {
    async check({ type, name, olds, news, seed }) {
      const object = await normalize(plainObject(news));
      if (isPatchResource(type, object) && nameOf(object) === "") {
        const reason = "patch resources require the `.metadata.name` field to be set";
        return { inputs: news, failures: [{ property: "metadata.name", reason }] };
      }
      const inputs = await withNamespace(withName(object, plainObject(olds), name, seed));
      return { inputs: protect(inputs, news) };
    },

    async diff({ type, olds, news, ignoreChanges }) {
      const checkpoint = readCheckpoint(olds);
      const [oldInputs, inputs] = [await normalize(checkpoint.inputs), await normalize(plainObject(news))];
      const scoped = await namespaced(inputs);
      const namespace = (object: JsonObject): string => (scoped ? namespaceOf(object) || "default" : "");
      const before = withMetadata(pruneObject(withoutReadOnly(checkpoint.live), oldInputs), {
        name: nameOf(checkpoint.live),
        namespace: namespace(checkpoint.live),
      });
      const after = withMetadata(inputs, { namespace: namespace(inputs) });
      const fields = isPatchResource(type, inputs)
        ? patchForceNewFields()
        : forceNewFields(inputs, settings.mutable);
      const changes = withoutIgnored(compare(before, after, fields), ignoreChanges);
      const replaced = [...changes.values()].some((kind) => kind.endsWith("-replace"));
      const sameNamespace = namespace(inputs) === namespace(checkpoint.live);
      return {
        changes,
        deleteBeforeReplace: replaced && sameNamespace && mustDeleteFirst(inputs, checkpoint.live),
      };
    },

    async create(call) {
      const inputs = plainObject(call.inputs);
      const cannotTell = hasUnknown(inputs) || isPatchResource(call.type, inputs);
      const made = call.preview
        ? cannotTell
          ? undefined
          : await writer.previewCreate(inputs)
        : await writer.create(call.type, inputs, call.timeout, (live, fieldManager) =>
            writeCheckpoint({ inputs, live, fieldManager }, call.inputs),
          );
      if (made === undefined) {
        return { id: "", state: call.inputs };
      }
      return { id: made.id, state: writeCheckpoint({ inputs, ...made }, call.inputs) };
    },

    async read({ id, state, inputs }) {
      const checkpoint = readCheckpoint(state);
      const [namespace, name] = id.includes("/") ? id.split("/") : ["", id];
      const known = Object.keys(checkpoint.inputs).length > 0 ? checkpoint.inputs : plainObject(inputs);
      const target = withMetadata(known, { name: name ?? "", ...(namespace ? { namespace } : {}) });
      const live = await api.find(target);
      if (live === undefined) {
        return undefined;
      }
      const liveInputs = pruneObject(live, await normalize(known));
      const fieldManager = checkpoint.fieldManager;
      return {
        state: writeCheckpoint({ inputs: liveInputs, live, fieldManager }, inputs),
        inputs: protect(liveInputs, inputs),
      };
    },

    async update(call) {
      const checkpoint = readCheckpoint(call.olds);
      const inputs = await normalize(plainObject(call.news));
      if (call.preview && hasUnknown(inputs)) {
        return call.news;
      }
      const fieldManager = annotationOf(inputs, annotations.patchFieldManager) || checkpoint.fieldManager;
      const live = await writer.update(call, inputs, checkpoint.live, fieldManager, (object) =>
        writeCheckpoint({ inputs, live: object, fieldManager }, call.news),
      );
      if (!call.preview && fieldManager !== checkpoint.fieldManager) {
        await writer.relinquish(live, checkpoint.fieldManager);
      }
      return writeCheckpoint({ inputs, live, fieldManager }, call.news);
    },

    async delete(call) {
      const { inputs, live, fieldManager } = readCheckpoint(call.state);
      await writer.remove(call, inputs, live, fieldManager);
    },

    invoke(token) {
      return Promise.reject(new Error(`the kubernetes stand-in has no function ${token}`));
    },
  };
}
