import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureMaterial } from "../images/build";
import { ensureParts } from "../images/parts";
import { DNS_IMAGE, dnsObjects } from "./addons/dns";
import { STORAGE_IMAGES, storageObjects } from "./addons/storage";
import { TRAEFIK_IMAGE, traefikObjects } from "./addons/traefik";
import type { Api, KubeObject } from "./api";
import { connect } from "./api";
import { applySurely, inApplyOrder } from "./apply";
import { buildImages } from "./images";
import { INTERNET_ADDRESSES, INTERNET_HOSTS } from "./node/network";
import { prepareMachine } from "./node/machine";
import { ensureRootfs, nodeRootfs } from "./node/rootfs";
import { nodePid, onMachine, startNode, stopNode } from "./node/start";
import { PAUSE_IMAGE, places } from "./node/units";
import { clusterDirectory } from "./paths";
import { waitUntil } from "./process";
import { ADDON_PROGRAMS, CONTROL_PLANE_PROGRAMS, ensurePrograms, NODE_PROGRAMS } from "./programs";
import type { Cluster, StartOptions } from "./types";
import { DEFAULT_NAME, isAddress, logOf } from "./types";

/**
 * A whole single-node cluster out of processes of this machine, in namespaces of its own: control plane, kubelet,
 * containerd, service proxy, enforced network policies, name resolution, volumes and Traefik. Needs root. Calling it again
 * gives the running one.
 *
 * @throws with every missing program of the machine at once; when a part is not ready in time, with its last log lines.
 */
export async function startLocalCluster(options: StartOptions = {}): Promise<Cluster> {
  const name = options.name ?? DEFAULT_NAME;
  const log = logOf(options);
  const kubeconfig = join(onMachine(name, places.pki), "admin.kubeconfig");
  const cluster: Cluster = { name, origin: "processes", kubeconfig, stop: () => stopNode(name) };
  await prepareMachine(log);
  if (nodePid(name) !== undefined && existsSync(readyFile(name))) {
    log(`cluster ${name} runs already`);
    return cluster;
  }
  await stopNode(name);
  await ensurePrograms([...CONTROL_PLANE_PROGRAMS, ...NODE_PROGRAMS, ...ADDON_PROGRAMS], log);
  await ensureMaterial(addonImages(options), log);
  const rootfs = await ensureRootfs(nodeRootfs, log);
  const parts = await ensureParts(log);
  const started = Date.now();
  const since = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  try {
    await startNode(name, { rootfs, parts, addresses: addressesOf(options) });
    await buildImages(name, addonImages(options), log);
    await untilNodeReady(name, kubeconfig);
    log(`node ${name} is Ready after ${since()}`);
    await installAddons(kubeconfig, options);
    log(
      `name resolution, volumes and entrance ${options.waitForAddons === false ? "start" : "run"} after ${since()}`,
    );
  } catch (error) {
    if (process.env.VIGIE_E2E_KEEP === undefined) await stopNode(name);
    throw error;
  }
  writeFileSync(readyFile(name), new Date().toISOString());
  return cluster;
}

function addonImages({ traefik = true }: StartOptions): readonly string[] {
  return [PAUSE_IMAGE, DNS_IMAGE, ...STORAGE_IMAGES, ...(traefik ? [TRAEFIK_IMAGE] : [])];
}

function addressesOf({ outside = [] }: StartOptions): readonly string[] {
  return [...INTERNET_ADDRESSES, ...outside.filter(isAddress)];
}

function readyFile(name: string): string {
  return join(clusterDirectory(name), "ready");
}

async function untilNodeReady(name: string, kubeconfig: string): Promise<void> {
  const api = await connect(kubeconfig);
  interface Node {
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }
  const ready = await waitUntil(async () => {
    const node = await api.get<Node>(`/api/v1/nodes/${name}`);
    return (
      node?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false
    );
  }, 120_000);
  api.close();
  if (ready) return;
  const logs = onMachine(name, "/var/log/vigie");
  const tail = (unit: string): string =>
    readFileSync(join(logs, `${unit}.log`), "utf8")
      .split("\n")
      .slice(-8)
      .join("\n");
  throw new Error(`the node is not Ready after 120 s\n${["kube-apiserver", "kubelet"].map(tail).join("\n")}`);
}

async function installAddons(kubeconfig: string, options: StartOptions): Promise<void> {
  const api = await connect(kubeconfig);
  const { traefik = true, outside = [] } = options;
  const names = outside.filter((host) => !isAddress(host));
  const hosts = {
    ...INTERNET_HOSTS,
    ...Object.fromEntries(names.map((host) => [host, INTERNET_ADDRESSES[2]])),
  };
  const entrance = traefik ? await traefikObjects() : [];
  const objects = [...dnsObjects(hosts), ...(await storageObjects()), ...entrance];
  for (const object of inApplyOrder(objects)) await applySurely(api, object);
  const awaited = options.waitForAddons === false ? [] : objects.filter(({ kind }) => kind === "Deployment");
  for (const object of awaited) await untilAvailable(api, object);
  api.close();
}

/** @throws when the Deployment has no available replica within two minutes. */
async function untilAvailable(api: Api, object: KubeObject): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${object.metadata.namespace ?? "default"}/deployments/${object.metadata.name}`;
  const available = await waitUntil(async () => {
    const found = await api.get<{ status?: { availableReplicas?: number } }>(path);
    return (found?.status?.availableReplicas ?? 0) > 0;
  }, 120_000);
  if (!available) throw new Error(`${object.metadata.name} is not available after 120 s`);
}
