import { setTimeout as sleep } from "node:timers/promises";
import { InitializationFailed, type DeleteCall, type UpdateCall } from "../wire/contract";
import { stringAt, without, type JsonObject } from "../wire/values";
import { isReason, type Api } from "./api";
import { creator, takeOverFields } from "./field-managers";
import { withIgnored } from "./ignored";
import { suffix } from "./naming";
import { annotationOf, annotations, idOf, isPatchResource, metadataOf, namespaceOf, nameOf } from "./object";
import { awaitGone, awaitReady } from "./ready";
import type { Settings } from "./settings";

interface Made {
  readonly id: string;
  readonly live: JsonObject;
  readonly fieldManager: string;
}

type Checkpoint = (live: JsonObject, fieldManager: string) => JsonObject;

const existsHelp = `The resource already exists in the cluster: use an alias for a renamed resource, a Patch resource for an \
object of someone else, \`pulumi import\` to adopt it, or upsertExistingObjects on the provider.`;

/** Objects and their definitions may arrive in any order; the plugin tries six times, waiting 1 to 16 s in between. */
async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let delay = 1000; ; delay *= 2) {
    try {
      return await run();
    } catch (error) {
      if (delay > 16_000 || !isReason(error, "NotFound", "NoMatch")) {
        throw error;
      }
      await sleep(delay);
    }
  }
}

function managerOf(inputs: JsonObject): string {
  return annotationOf(inputs, annotations.patchFieldManager) || `pulumi-kubernetes-${suffix(undefined)}`;
}

/** Everything that changes the cluster. */
export function createWriter(api: Api, settings: Settings) {
  const forced = (inputs: JsonObject): boolean =>
    settings.force || annotationOf(inputs, annotations.patchForce) === "true";

  const post = async (inputs: JsonObject): Promise<JsonObject> => {
    try {
      return await api.create(inputs, { fieldManager: creator, dryRun: false });
    } catch (error) {
      if (isReason(error, "AlreadyExists") && error instanceof Error) {
        throw new Error(`${error.message}\n${existsHelp}`, { cause: error });
      }
      throw error;
    }
  };

  /** Applying nothing but the identity gives up every field that this manager owns. */
  const relinquish = async (live: JsonObject, fieldManager: string): Promise<void> => {
    const { apiVersion, kind } = { apiVersion: stringAt(live.apiVersion), kind: stringAt(live.kind) };
    const metadata = {
      name: nameOf(live),
      ...(namespaceOf(live) === "" ? {} : { namespace: namespaceOf(live) }),
    };
    await api.apply({ apiVersion, kind, metadata }, { fieldManager, force: false, dryRun: false });
  };

  return {
    relinquish,

    /** `undefined` where the server cannot say yet: no namespace, no such kind, not allowed, already there. */
    async previewCreate(inputs: JsonObject): Promise<Made | undefined> {
      try {
        const found = await api.create(inputs, { fieldManager: creator, dryRun: true });
        return { id: "", live: without(found, "status"), fieldManager: "" };
      } catch (error) {
        if (isReason(error, "NotFound", "NoMatch", "Forbidden", "AlreadyExists")) {
          return undefined;
        }
        throw error;
      }
    },

    async create(type: string, inputs: JsonObject, seconds: number, checkpoint: Checkpoint): Promise<Made> {
      const fieldManager = managerOf(inputs);
      const applies = settings.upsert || isPatchResource(type, inputs);
      const created = await retried(() =>
        applies ? api.apply(inputs, { fieldManager, force: forced(inputs), dryRun: false }) : post(inputs),
      );
      const { live, problem } = await awaitReady(api, inputs, created, seconds);
      if (problem !== undefined) {
        throw new InitializationFailed(problem, idOf(live), checkpoint(live, fieldManager));
      }
      return { id: idOf(live), live, fieldManager };
    },

    async update(
      call: UpdateCall,
      inputs: JsonObject,
      old: JsonObject,
      fieldManager: string,
      checkpoint: (live: JsonObject) => JsonObject,
    ): Promise<JsonObject> {
      const found = await api.get(old);
      const owned =
        call.preview || isPatchResource(call.type, inputs)
          ? found
          : await takeOverFields(api, found, fieldManager);
      const sent = withIgnored(inputs, owned, fieldManager, call.ignoreChanges);
      const target = { ...sent, metadata: { ...metadataOf(inputs), name: nameOf(found) } };
      // A preview has not taken over the creator's fields, so it would conflict with ourselves.
      const force = call.preview || forced(inputs);
      const applied = await api.apply(target, { fieldManager, force, dryRun: call.preview });
      if (call.preview) {
        return applied;
      }
      const { live, problem } = await awaitReady(api, inputs, applied, call.timeout);
      if (problem !== undefined) {
        throw new InitializationFailed(problem, idOf(live), checkpoint(live));
      }
      return live;
    },

    async remove(
      call: DeleteCall,
      inputs: JsonObject,
      live: JsonObject,
      fieldManager: string,
    ): Promise<void> {
      if (isPatchResource(call.type, inputs)) {
        await relinquish(live, fieldManager);
        return;
      }
      const policy = annotationOf(inputs, annotations.deletionPropagation) || "Foreground";
      try {
        await api.delete(live, policy);
      } catch (error) {
        if (isReason(error, "NotFound", "NoMatch")) {
          return;
        }
        throw error;
      }
      await awaitGone(api, live, call.timeout);
    },
  };
}
