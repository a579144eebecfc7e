import { setTimeout as sleep } from "node:timers/promises";
import { createApi, isReason, type Api } from "../kubernetes/api";
import type { ClusterAccess } from "../kubernetes/kubeconfig";
import { metadataOf, namespaceOf, nameOf } from "../kubernetes/object";
import { tendVolumes } from "./hollow-volumes";
import { listAt, objectAt, stringAt, type JsonObject } from "../wire/values";

const name = "hollow";
const pollMs = 200;
const heartbeatMs = 10_000;

/** A node on which nothing runs: every pod is bound to it at once and says that it is ready. */
export interface HollowNode {
  stop(): Promise<void>;
}

function ready(type: string): JsonObject {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  return { type, status: "True", lastTransitionTime: now, reason: "Hollow" };
}

async function join(api: Api): Promise<void> {
  const amounts = { cpu: "64", memory: "256Gi", pods: "1000", "ephemeral-storage": "1Ti" };
  const labels = {
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
  };
  const node: JsonObject = { apiVersion: "v1", kind: "Node", metadata: { name, labels } };
  await api.apply(node, { fieldManager: "hollow", force: true, dryRun: false });
  const heartbeat = {
    ...ready("Ready"),
    lastHeartbeatTime: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  };
  const status = { conditions: [heartbeat], capacity: amounts, allocatable: amounts };
  await api.jsonPatch(node, [{ op: "add", path: "/status", value: status }], "status");
  // Until a node has been ready for the first time it carries this taint, and DaemonSets wait for it to go.
  await api.jsonPatch(node, [{ op: "add", path: "/spec/taints", value: [] }]);
}

/** What a kubelet would report of a pod whose containers all started and passed their probes. */
function runningStatus(pod: JsonObject): JsonObject {
  const spec = objectAt(pod.spec);
  const runsOn = stringAt(spec.restartPolicy) === "Always";
  const state = runsOn
    ? { running: { startedAt: stringAt(ready("").lastTransitionTime) } }
    : { terminated: { exitCode: 0, reason: "Completed" } };
  const containerStatuses = listAt(spec.containers)
    .map(objectAt)
    .map((container) => ({
      name: stringAt(container.name),
      image: stringAt(container.image),
      imageID: "hollow",
      ready: runsOn,
      started: runsOn,
      restartCount: 0,
      state,
    }));
  const conditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map(ready);
  return {
    ...objectAt(pod.status),
    phase: runsOn ? "Running" : "Succeeded",
    conditions,
    containerStatuses,
    podIP: "192.0.2.10",
    podIPs: [{ ip: "192.0.2.10" }],
    hostIP: "192.0.2.1",
    startTime: stringAt(ready("").lastTransitionTime),
  };
}

/** "namespace/name" of the claims that a pod mounts. */
function claimsOf(pod: JsonObject): readonly string[] {
  return listAt(objectAt(pod.spec).volumes)
    .map((volume) => stringAt(objectAt(objectAt(volume).persistentVolumeClaim).claimName))
    .filter((claim) => claim !== "")
    .map((claim) => `${namespaceOf(pod)}/${claim}`);
}

/** @param bound claims that have their volume: no kubelet starts a pod that waits for one */
async function tend(api: Api, pod: JsonObject, bound: ReadonlySet<string>): Promise<void> {
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}`;
  if (metadataOf(pod).deletionTimestamp !== undefined) {
    await api.http({ method: "DELETE", path, body: { gracePeriodSeconds: 0 } });
  } else if (stringAt(objectAt(pod.spec).nodeName) === "") {
    const target = { apiVersion: "v1", kind: "Node", name };
    const metadata = { name: nameOf(pod), namespace: namespaceOf(pod) };
    const body = { apiVersion: "v1", kind: "Binding", metadata, target };
    await api.http({ method: "POST", path: `${path}/binding`, body });
  } else if (
    stringAt(objectAt(pod.status).phase) === "Pending" &&
    claimsOf(pod).every((claim) => bound.has(claim))
  ) {
    await api.jsonPatch(pod, [{ op: "add", path: "/status", value: runningStatus(pod) }], "status");
  }
}

/** Says what goes wrong, once each: a busy API server may refuse a call, and the next round tries again. */
function createTolerance(): (run: () => Promise<void>) => Promise<void> {
  const told = new Set<string>();
  return async (run) => {
    try {
      await run();
    } catch (error) {
      // A controller may change or remove what was just listed; the next round sees what is left.
      const text = String(error);
      if (!isReason(error, "NotFound", "Conflict", "Invalid", "AlreadyExists") && !told.has(text)) {
        told.add(text);
        process.stderr.write(`hollow node: ${text}\n`);
      }
    }
  };
}

/**
 * Stands in for scheduler and kubelet where only a control plane runs, so that the real controllers' rollouts complete and
 * waiting for readiness is waiting, not skipped. What it cannot show: whether a container starts.
 */
export async function startHollowNode(access: ClusterAccess): Promise<HollowNode> {
  const api = createApi(access);
  await join(api);
  const tolerant = createTolerance();
  let stopped = false;
  let beaten = Date.now();
  const round = async (): Promise<void> => {
    if (Date.now() - beaten > heartbeatMs) {
      beaten = Date.now();
      await join(api);
    }
    const bound = await tendVolumes(api);
    for (const pod of await api.list("v1", "Pod")) {
      await tolerant(() => tend(api, pod, bound));
    }
  };
  const loop = async (): Promise<void> => {
    while (!stopped) {
      await tolerant(round);
      await sleep(pollMs);
    }
  };
  const running = loop();
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}
