import { readFileSync } from "node:fs";
import { startControlPlane, stopControlPlane } from "../../cluster/localControlPlane";
import { stopOnSignal } from "../../cluster/process";
import type { Cluster } from "../../cluster/types";
import { createApi, type Api } from "../kubernetes/api";
import { readKubeconfig } from "../kubernetes/kubeconfig";
import type { JsonObject } from "../wire/values";
import { startHollowNode } from "./hollow-node";

/** The cluster that the engine works on. */
export interface Bench {
  /** Path of its kubeconfig. */
  readonly kubeconfig: string;
  readonly api: Api;
  /** What of it is real, for the report. */
  readonly description: string;
  close(): Promise<void>;
}

/** Bound late and growable, like the classes of k3s and of managed clusters; the default, as theirs are. */
const storageClass: JsonObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "hollow", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "hollow.invalid/none",
  volumeBindingMode: "WaitForFirstConsumer",
  allowVolumeExpansion: true,
};

async function openGiven(kubeconfig: string): Promise<Bench> {
  const api = createApi(readKubeconfig(readFileSync(kubeconfig, "utf8")));
  await api.http({ method: "GET", path: "/readyz" });
  const description = "the cluster of KUBECONFIG";
  return { kubeconfig, api, description, close: () => Promise.resolve() };
}

/**
 * The cluster of `KUBECONFIG`, or a control plane of our own (real API server, etcd and controllers) with a hollow node.
 * @param name of the control plane: one for each suite, since suites may run side by side
 */
export async function openBench(name: string): Promise<Bench> {
  const given = process.env.KUBECONFIG ?? "";
  if (given !== "") {
    return openGiven(given);
  }
  // What a killed run left behind holds objects that nobody expects.
  await stopControlPlane(name);
  const plane = await startControlPlane({ name });
  const stopped = stopOnSignal(() => plane.stop());
  try {
    return await furnished(plane, stopped);
  } catch (error) {
    stopped();
    await plane.stop();
    throw error;
  }
}

/** Gives the control plane storage and a node. */
async function furnished(plane: Cluster, stopped: () => void): Promise<Bench> {
  const access = readKubeconfig(readFileSync(plane.kubeconfig, "utf8"));
  const api = createApi(access);
  await api.apply(storageClass, { fieldManager: "hollow", force: true, dryRun: false });
  const node = await startHollowNode(access);
  return {
    kubeconfig: plane.kubeconfig,
    api,
    description:
      "real kube-apiserver, etcd and kube-controller-manager; hollow node: pods are declared ready, none runs",
    async close() {
      stopped();
      try {
        await node.stop();
      } finally {
        await plane.stop();
      }
    },
  };
}
