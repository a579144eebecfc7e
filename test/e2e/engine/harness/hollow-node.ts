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

async function tend(api: Api, pod: JsonObject): Promise<void> {
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}`;
  if (metadataOf(pod).deletionTimestamp !== undefined) {
    await api.http({ method: "DELETE", path, body: { gracePeriodSeconds: 0 } });
  } else if (stringAt(objectAt(pod.spec).nodeName) === "") {
    const target = { apiVersion: "v1", kind: "Node", name };
    const metadata = { name: nameOf(pod), namespace: namespaceOf(pod) };
    const body = { apiVersion: "v1", kind: "Binding", metadata, target };
    await api.http({ method: "POST", path: `${path}/binding`, body });
  } else if (stringAt(objectAt(pod.status).phase) === "Pending") {
    await api.jsonPatch(pod, [{ op: "add", path: "/status", value: runningStatus(pod) }], "status");
  }
}

/** A controller may change or remove what was just listed; the next round sees what is left. */
async function tolerant(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isReason(error, "NotFound", "Conflict", "Invalid", "AlreadyExists")) {
      throw error;
    }
  }
}

/**
 * Stands in for scheduler and kubelet where only a control plane runs, so that the real controllers' rollouts complete and
 * waiting for readiness is waiting, not skipped. What it cannot show: whether a container starts.
 */
export async function startHollowNode(access: ClusterAccess): Promise<HollowNode> {
  const api = createApi(access);
  await join(api);
  let stopped = false;
  const loop = async (): Promise<void> => {
    let beaten = Date.now();
    while (!stopped) {
      if (Date.now() - beaten > heartbeatMs) {
        beaten = Date.now();
        await join(api);
      }
      for (const pod of await api.list("v1", "Pod")) {
        await tolerant(() => tend(api, pod));
      }
      await tolerant(() => tendVolumes(api));
      await sleep(pollMs);
    }
  };
  const running = loop();
  // Reported by stop(): until then there is nobody to tell.
  running.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}
