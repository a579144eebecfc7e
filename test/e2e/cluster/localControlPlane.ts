import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "./api";
import type { ControlPlaneLayout } from "./controlPlane";
import { controlPlaneUnits, ensureCredentials, prepareData } from "./controlPlane";
import { clusterDirectory } from "./paths";
import { freePort, logTail, runningPid, startProcess, stopProcess, waitUntil } from "./process";
import { CONTROL_PLANE_PROGRAMS as PROGRAMS, ensurePrograms, toolPath } from "./programs";
import type { Cluster, StartOptions } from "./types";
import { logOf } from "./types";

/**
 * etcd, the API server and the controller manager on loopback, as an ordinary user: enough for whoever only needs objects
 * to be accepted, kept and collected. No node, so no pod ever runs. Calling it again gives the running one.
 *
 * @throws when a program ends or the API server is not ready within 120 s; the message carries its last log lines.
 */
export async function startControlPlane(options: StartOptions = {}): Promise<Cluster> {
  const name = options.name ?? "vigie-control-plane";
  const directory = clusterDirectory(name);
  const log = logOf(options);
  const kubeconfig = join(directory, "pki", "admin.kubeconfig");
  const cluster: Cluster = { name, origin: "control-plane", kubeconfig, stop: () => stopControlPlane(name) };
  let started = Date.now();
  if (!PROGRAMS.every((program) => runningPid(directory, program) !== undefined)) {
    await stopControlPlane(name);
    await ensurePrograms(PROGRAMS, log);
    started = Date.now();
    await launch(directory, name).catch(async (error: unknown) => {
      await stopControlPlane(name);
      throw error;
    });
  }
  await untilReady(directory, kubeconfig);
  log(`control plane ${name} is ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return cluster;
}

/** Ends the control plane of that name and removes its folder; nothing happens when there is none. */
export async function stopControlPlane(name: string): Promise<void> {
  const directory = clusterDirectory(name);
  if (!existsSync(portsFile(name))) return;
  for (const program of [...PROGRAMS].reverse()) await stopProcess(directory, program);
  rmSync(directory, { recursive: true, force: true });
}

async function launch(directory: string, name: string): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const ports = { api: await freePort(), etcd: await freePort(), etcdPeer: await freePort() };
  const layout: ControlPlaneLayout = {
    binary: toolPath,
    pki: join(directory, "pki"),
    data: join(directory, "data"),
    bind: "127.0.0.1",
    // Nobody follows this address: it is from the range reserved for documentation, and there are no pods.
    advertise: "192.0.2.1",
    ports,
  };
  ensureCredentials(layout.pki, `https://127.0.0.1:${ports.api}`, ["127.0.0.1"], name);
  prepareData(layout.data);
  writeFileSync(portsFile(name), JSON.stringify(ports));
  const [etcd, apiServer, ...others] = controlPlaneUnits(layout);
  for (const unit of [etcd, apiServer]) startProcess({ ...unit, directory });
  // The controller manager gives up when the API server takes longer than ten seconds.
  await untilReady(directory, join(layout.pki, "admin.kubeconfig"), [etcd.name, apiServer.name]);
  for (const unit of others) startProcess({ ...unit, directory });
}

async function untilReady(
  directory: string,
  kubeconfig: string,
  programs: readonly string[] = PROGRAMS,
): Promise<void> {
  const api = await connect(kubeconfig);
  let ended: string | undefined;
  const ready = await waitUntil(async () => {
    ended = programs.find((program) => runningPid(directory, program) === undefined);
    if (ended !== undefined) return true;
    return (
      (await api.send("GET", "/readyz")).status === 200 &&
      (await api.get("/api/v1/namespaces/default")) !== undefined
    );
  }, 120_000);
  api.close();
  if (ended !== undefined) throw new Error(`${ended} ended while starting:\n${logTail(directory, ended)}`);
  if (!ready)
    throw new Error(`kube-apiserver is not ready after 120 s:\n${logTail(directory, "kube-apiserver")}`);
}

/** By this file a folder is known to be a control plane's. */
function portsFile(name: string): string {
  return join(clusterDirectory(name), "ports.json");
}
