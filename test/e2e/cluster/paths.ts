import { join } from "node:path";
import { cacheRoot } from "../../tools/cache";

/** Everything of this suite outside the tree: file systems, images, clusters. */
export function e2eRoot(): string {
  return join(cacheRoot(), "e2e");
}

/** The folder of one cluster: certificates, data, logs, pids. Removed as a whole when the cluster goes. */
export function clusterDirectory(name: string): string {
  return join(e2eRoot(), "clusters", name);
}
