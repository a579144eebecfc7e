import { execFileSync } from "node:child_process";
import { inNode } from "./node/start";
import type { Cluster } from "./types";

/**
 * Runs a shell script as root on the cluster's node, with `input` as its standard input, and returns its standard output.
 *
 * @throws with the script's own error output; for a cluster that was given, as its nodes are nobody's to break.
 */
export function nodeShell(cluster: Cluster, script: string, input?: string | Buffer): string {
  switch (cluster.origin) {
    case "processes":
      return inNode(cluster.name, ["sh", "-c", script], input);
    case "kind":
      return execFileSync("docker", ["exec", "-i", `${cluster.name}-control-plane`, "sh", "-c", script], {
        encoding: "utf8",
        input,
      });
    case "given":
    case "control-plane":
      throw new Error(
        "the nodes of this cluster are not for tests to change; unset KUBECONFIG for one that is",
      );
  }
}

/** Kills the oldest process of that name on the node, and gives its pid. */
export function killOnNode(cluster: Cluster, program: string): string {
  const pid = pidOnNode(cluster, program);
  nodeShell(cluster, `kill -9 ${pid}`);
  return pid;
}

/** The pid of the oldest process of that name on the node; empty when there is none. */
export function pidOnNode(cluster: Cluster, program: string): string {
  return nodeShell(cluster, `pgrep -o -x ${program} || true`).trim();
}
