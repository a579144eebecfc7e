import { existsSync } from "node:fs";
import { connect } from "./api";
import { kindIsUsable, startKind, stopKind } from "./kind";
import { startLocalCluster } from "./localCluster";
import { nodePid, stopNode } from "./node/start";
import type { Cluster, ClusterOrigin, StartOptions } from "./types";
import { DEFAULT_NAME, logOf } from "./types";

/**
 * Which cluster `startCluster` would take: the one that `KUBECONFIG` names, else kind where Docker runs and kind is
 * installed, else one out of processes of this machine. `VIGIE_E2E_CLUSTER=kind|processes` decides otherwise.
 */
export function plannedOrigin(): ClusterOrigin {
  const given = process.env.KUBECONFIG;
  if (given !== undefined && given !== "") return "given";
  const wanted = process.env.VIGIE_E2E_CLUSTER ?? (kindIsUsable() ? "kind" : "processes");
  if (wanted === "kind" || wanted === "processes") return wanted;
  throw new Error(`VIGIE_E2E_CLUSTER is "${wanted}"; it may be kind or processes`);
}

/**
 * A cluster to test on.
 *
 * @throws with the reason and the ways out when none can be had.
 */
export async function startCluster(options: StartOptions = {}): Promise<Cluster> {
  const name = options.name ?? DEFAULT_NAME;
  const origin = plannedOrigin();
  if (origin === "given") return givenCluster(process.env.KUBECONFIG ?? "", name, logOf(options));
  return origin === "kind" ? startKind({ ...options, name }) : startLocalCluster({ ...options, name });
}

/** Ends the cluster of that name, whichever way it was started. */
export async function stopCluster(name: string): Promise<void> {
  if (kindIsUsable()) await stopKind(name);
  await stopNode(name);
}

/** One line for a human. */
export async function statusOf(name: string): Promise<string> {
  if (nodePid(name) === undefined) return `${name}: no cluster of processes runs`;
  const cluster = await startLocalCluster({ name, log: () => undefined });
  const api = await connect(cluster.kubeconfig);
  const pods = await api.get<{ items: { status: { phase: string } }[] }>("/api/v1/pods");
  api.close();
  const running = pods?.items.filter((pod) => pod.status.phase === "Running").length ?? 0;
  return `${name}: runs, ${running} of ${pods?.items.length ?? 0} pods are running; KUBECONFIG=${cluster.kubeconfig}`;
}

async function givenCluster(kubeconfig: string, name: string, log: (line: string) => void): Promise<Cluster> {
  if (!existsSync(kubeconfig)) throw new Error(`KUBECONFIG=${kubeconfig}: there is no such file`);
  const api = await connect(kubeconfig);
  const version = await api.get<{ gitVersion: string }>("/version").catch((error: unknown) => {
    throw new Error(`the cluster of KUBECONFIG=${kubeconfig} does not answer: ${String(error)}`);
  });
  log(`using the cluster at ${api.server} (${version?.gitVersion ?? "unknown version"}) as it is`);
  api.close();
  return { name, origin: "given", kubeconfig, stop: () => Promise.resolve() };
}
