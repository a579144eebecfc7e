import { request as http } from "node:http";
import { request as https } from "node:https";
import type { KubeconfigOptions } from "../doctor/kubeconfig";
import { clusterOf, type Cluster } from "./kubeconfig";
import { ask } from "./run";

/** What this machine has to run a stack with. */
export interface Machine {
  readonly pulumi: boolean;
  /** Undefined when no kubeconfig names one, or when it does not answer. */
  readonly cluster: Cluster | undefined;
  /** A Docker daemon that answers, and the `kind` program. */
  readonly kind: boolean;
}

export async function probeMachine(options: KubeconfigOptions): Promise<Machine> {
  const [pulumi, cluster, docker, kind] = await Promise.all([
    ask("pulumi", ["version"]),
    reachableCluster(options),
    ask("docker", ["info", "--format", "{{.ServerVersion}}"]),
    ask("kind", ["version"]),
  ]);
  return { pulumi: pulumi.status === 0, cluster, kind: docker.status === 0 && kind.status === 0 };
}

async function reachableCluster(options: KubeconfigOptions): Promise<Cluster | undefined> {
  const cluster = clusterOf(options);
  if (cluster === undefined) return undefined;
  return (await answers(`${cluster.server.replace(/\/$/, "")}/readyz`)) ? cluster : undefined;
}

/**
 * True when anything answers there within five seconds, whatever it says: nothing is sent and nothing believed, so its
 * certificate does not matter here.
 */
export function answers(url: string, seconds = 5): Promise<boolean> {
  return new Promise((resolve) => {
    const send = url.startsWith("https:") ? https : http;
    const request = send(url, { rejectUnauthorized: false, method: "GET" }, (response) => {
      response.resume();
      resolve(true);
    });
    // Not the socket's own timeout: that one starts anew with every byte.
    const timer = setTimeout(() => {
      request.destroy(new Error("timeout"));
    }, seconds * 1000);
    request.on("close", () => {
      clearTimeout(timer);
    });
    request.on("error", () => {
      resolve(false);
    });
    request.end();
  });
}
