import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { traefikObjects } from "./addons/traefik";
import { connect } from "./api";
import { applySurely, inApplyOrder } from "./apply";
import { clusterDirectory } from "./paths";
import type { Cluster, StartOptions } from "./types";
import { DEFAULT_NAME, isAddress, logOf } from "./types";

/** Docker answers, and kind is installed. */
export function kindIsUsable(): boolean {
  try {
    execFileSync("docker", ["info", "--format", "{{.ID}}"], { stdio: "ignore", timeout: 10_000 });
    execFileSync("kind", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A kind cluster with Traefik; images are the real ones, pulled by its node. */
export async function startKind(options: StartOptions): Promise<Cluster> {
  const name = options.name ?? DEFAULT_NAME;
  const directory = clusterDirectory(name);
  const kubeconfig = join(directory, "kubeconfig");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!kindClusters().includes(name)) {
    logOf(options)(`kind makes the cluster ${name}`);
    kind(["create", "cluster", "--name", name, "--kubeconfig", kubeconfig, "--wait", "180s"]);
  }
  kind(["export", "kubeconfig", "--name", name, "--kubeconfig", kubeconfig]);
  // Hosts that play the world outside are the node itself.
  for (const address of (options.outside ?? []).filter(isAddress)) {
    const script = `ip address replace ${address}/32 dev lo`;
    execFileSync("docker", ["exec", `${name}-control-plane`, "sh", "-c", script]);
  }
  const api = await connect(kubeconfig);
  for (const object of inApplyOrder(await traefikObjects())) await applySurely(api, object);
  api.close();
  return { name, origin: "kind", kubeconfig, stop: () => stopKind(name) };
}

/** Deletes the kind cluster of that name, if there is one. */
export function stopKind(name: string): Promise<void> {
  if (kindClusters().includes(name)) kind(["delete", "cluster", "--name", name]);
  rmSync(clusterDirectory(name), { recursive: true, force: true });
  return Promise.resolve();
}

/** Puts an image archive into the cluster's node. */
export function loadIntoKind(name: string, archive: string): void {
  kind(["load", "image-archive", archive, "--name", name]);
}

function kindClusters(): readonly string[] {
  return execFileSync("kind", ["get", "clusters"], { encoding: "utf8" }).split("\n");
}

function kind(args: readonly string[]): void {
  execFileSync("kind", args, { stdio: ["ignore", "ignore", "inherit"] });
}
