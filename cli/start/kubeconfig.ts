import { existsSync, readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";

/** The cluster that a kubeconfig points to. */
export interface Cluster {
  readonly context: string;
  readonly server: string;
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly { readonly name: string; readonly context: { readonly cluster: string } }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
}

export interface KubeconfigOptions {
  /** `vigie:cluster.kubeconfig`. Default: KUBECONFIG, then ~/.kube/config. */
  readonly path?: string | undefined;
  /** `vigie:cluster.context`. Default: the current one. */
  readonly context?: string | undefined;
}

/** The cluster of the first kubeconfig that knows the context; undefined when there is none. */
export function clusterOf({ path, context }: KubeconfigOptions): Cluster | undefined {
  const configs = kubeconfigPaths(path)
    .filter((file) => existsSync(file))
    .map((file) => (parse(readFileSync(file, "utf8")) ?? {}) as Kubeconfig);
  const wanted = context ?? configs.find((config) => config["current-context"])?.["current-context"];
  if (wanted === undefined) return undefined;
  const entry = configs.flatMap(({ contexts = [] }) => contexts).find(({ name }) => name === wanted);
  const clusters = configs.flatMap((config) => config.clusters ?? []);
  const server = clusters.find(({ name }) => name === entry?.context.cluster)?.cluster.server;
  return server === undefined ? undefined : { context: wanted, server };
}

/** Where kubectl would look too: the given path, else KUBECONFIG's, else the one in the home folder. */
export function kubeconfigPaths(given: string | undefined): string[] {
  if (given !== undefined) return [given];
  const { KUBECONFIG } = process.env;
  if (KUBECONFIG) return KUBECONFIG.split(delimiter).filter((path) => path !== "");
  return [join(homedir(), ".kube", "config")];
}

/** On this machine or in its private network: not a cluster that others depend on, as far as an address can tell. */
export function isNearby({ server }: Cluster): boolean {
  const host = new URL(server).hostname.replaceAll(/[[\]]/g, "");
  if (/^(localhost|::1|host\.docker\.internal|.*\.(local|localhost|internal))$/.test(host)) return true;
  return isIPv4(host) && /^(127|10|192\.168|172\.(1[6-9]|2\d|3[01])|0\.0\.0)\./.test(host);
}
