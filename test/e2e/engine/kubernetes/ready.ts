import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "./api";
import { annotationOf, annotations, groupOf, idOf, metadataOf, namespaceOf, nameOf } from "./object";
import { listAt, objectAt, stringAt, type JsonObject } from "../wire/values";

const pollMs = 250;
const defaultTimeoutSeconds = 600;

/** Why an object is not ready yet, or `undefined` when it is. */
type Check = (live: JsonObject, api: Api) => Promise<string | undefined> | string | undefined;

function numberAt(object: JsonObject, key: string): number {
  const value = object[key];
  return typeof value === "number" ? value : 0;
}

function condition(live: JsonObject, type: string): JsonObject {
  const conditions = listAt(objectAt(live.status).conditions).map(objectAt);
  return conditions.find((entry) => entry.type === type) ?? {};
}

function isObserved(live: JsonObject): boolean {
  return numberAt(objectAt(live.status), "observedGeneration") >= numberAt(metadataOf(live), "generation");
}

function deployment(live: JsonObject): string | undefined {
  const status = objectAt(live.status);
  const wanted = numberAt(objectAt(live.spec), "replicas");
  const [updated, ready] = [numberAt(status, "updatedReplicas"), numberAt(status, "readyReplicas")];
  const available = stringAt(condition(live, "Available").status) === "True";
  const rolledOut = condition(live, "Progressing").reason === "NewReplicaSetAvailable";
  if (isObserved(live) && available && rolledOut && updated === wanted && ready === wanted) {
    return undefined;
  }
  const message = stringAt(condition(live, available ? "Progressing" : "Available").message);
  return `${ready} of ${wanted} replicas ready, ${updated} updated. ${message}`;
}

function statefulSet(live: JsonObject): string | undefined {
  const status = objectAt(live.status);
  const wanted = numberAt(objectAt(live.spec), "replicas");
  const ready = numberAt(status, "readyReplicas");
  const current = stringAt(status.currentRevision);
  const sameRevision = current !== "" && current === stringAt(status.updateRevision);
  if (
    isObserved(live) &&
    sameRevision &&
    ready === wanted &&
    numberAt(status, "currentReplicas") === wanted
  ) {
    return undefined;
  }
  return `${ready} of ${wanted} pods ready, ${numberAt(status, "updatedReplicas")} updated`;
}

function daemonSet(live: JsonObject): string | undefined {
  const status = objectAt(live.status);
  const wanted = numberAt(status, "desiredNumberScheduled");
  const [ready, updated] = [numberAt(status, "numberReady"), numberAt(status, "updatedNumberScheduled")];
  const done = isObserved(live) && ready === wanted && updated === wanted;
  return done ? undefined : `${ready} of ${wanted} pods ready, ${updated} updated`;
}

async function claim(live: JsonObject, api: Api): Promise<string | undefined> {
  const phase = stringAt(objectAt(live.status).phase);
  if (phase === "Bound") {
    return undefined;
  }
  const name = stringAt(objectAt(live.spec).storageClassName);
  const storageClass = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", metadata: { name } };
  const found = name === "" ? undefined : await api.find(storageClass);
  // Such a claim is bound only once a pod wants it, and the pod comes later than this claim.
  const waits = found?.volumeBindingMode === "WaitForFirstConsumer";
  return waits && phase === "Pending" ? undefined : `phase ${phase}, storage class "${name}"`;
}

function job(live: JsonObject): string | undefined {
  return stringAt(condition(live, "Complete").status) === "True" ? undefined : "not complete";
}

/**
 * What the plugin waits for, by kind. Left out here: Services (it lets their endpoints settle for 10 s), Ingresses, bare
 * Pods and PersistentVolumes.
 */
const checks: Readonly<Record<string, Check>> = {
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "batch/Job": job,
  "/PersistentVolumeClaim": claim,
};

function timeoutMs(inputs: JsonObject, seconds: number): number {
  return (
    (seconds || Number(annotationOf(inputs, annotations.timeoutSeconds)) || defaultTimeoutSeconds) * 1000
  );
}

/**
 * Waits until an object does its work and gives its last live form.
 * @param seconds resource timeout; 0 means the annotation's, then 600
 * @returns the live object and, when it did not become ready in time, why
 */
export async function awaitReady(
  api: Api,
  inputs: JsonObject,
  created: JsonObject,
  seconds: number,
): Promise<{ readonly live: JsonObject; readonly problem?: string }> {
  const check = checks[`${groupOf(created)}/${stringAt(created.kind)}`];
  if (check === undefined || annotationOf(inputs, annotations.skipAwait) === "true") {
    return { live: created };
  }
  const limit = timeoutMs(inputs, seconds);
  const deadline = Date.now() + limit;
  for (;;) {
    const live = await api.get(created);
    const problem = await check(live, api);
    if (problem === undefined) {
      return { live };
    }
    if (Date.now() > deadline) {
      const what = `${stringAt(created.kind)} ${idOf(created)}`;
      return { live, problem: `${what} was not ready after ${limit / 1000} s: ${problem}` };
    }
    await sleep(pollMs);
  }
}

/** Waits until an object is gone. Throws with what holds it when that takes too long. */
export async function awaitGone(api: Api, object: JsonObject, seconds: number): Promise<void> {
  const limit = timeoutMs(object, seconds);
  const deadline = Date.now() + limit;
  const uid = stringAt(metadataOf(object).uid);
  for (;;) {
    const live = await api.find(object);
    // Another uid: someone made a new object of the same name; ours is gone.
    if (live === undefined || (uid !== "" && stringAt(metadataOf(live).uid) !== uid)) {
      return;
    }
    if (Date.now() > deadline) {
      const finalizers = listAt(metadataOf(live).finalizers).map(stringAt).join(", ") || "none";
      const where = namespaceOf(object) === "" ? "" : ` in ${namespaceOf(object)}`;
      const what = `${stringAt(object.kind)} ${nameOf(object)}${where}`;
      throw new Error(`${what} still exists after ${limit / 1000} s; finalizers: ${finalizers}`);
    }
    await sleep(pollMs);
  }
}
