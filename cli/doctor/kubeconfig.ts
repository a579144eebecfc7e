import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import { parse } from "yaml";
import { ClusterError } from "./cluster-error";
import { didYouMean } from "../../config/suggest";

export interface KubeconfigOptions {
  /** `vigie:cluster.kubeconfig`. Default: KUBECONFIG, then ~/.kube/config. */
  readonly path?: string | undefined;
  /** `vigie:cluster.context`. Default: the current one. */
  readonly context?: string | undefined;
}

/** The part of a kubeconfig that is read: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly Named<"context", { readonly cluster: string; readonly user?: string }>[];
  readonly clusters?: readonly Named<"cluster", ClusterEntry>[];
  readonly users?: readonly Named<"user", UserEntry>[];
}

type Named<Key extends string, Entry> = { readonly name: string } & Readonly<Record<Key, Entry>>;

export interface ClusterEntry {
  readonly server: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "proxy-url"?: string;
}

export interface UserEntry {
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly exec?: ExecEntry;
  readonly "auth-provider"?: { readonly name: string };
}

export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly provideClusterInfo?: boolean;
}

/** One context with everything that it refers to; paths in it are absolute. */
export interface Selected {
  readonly context: string;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
}

const CLUSTER_PATHS = ["certificate-authority"] as const;
const USER_PATHS = ["client-certificate", "client-key", "tokenFile"] as const;

/**
 * The context that the stack file names, else the current one. Several files of KUBECONFIG are merged as kubectl does it:
 * the first that says something wins.
 * @throws ClusterError when there is no kubeconfig, or it does not have what it refers to.
 */
export function selectContext(options: KubeconfigOptions): Selected {
  const paths = kubeconfigPaths(options.path);
  const files = paths.filter((path) => existsSync(path));
  if (files.length === 0) {
    throw new ClusterError(
      paths.join(", "),
      "no such kubeconfig",
      "write its path into vigie:cluster.kubeconfig or KUBECONFIG",
    );
  }
  const configs = files.map(readKubeconfig);
  const source = files.join(", ");
  const named = options.context ?? configs.find((config) => config["current-context"])?.["current-context"];
  if (named === undefined) {
    throw new ClusterError(source, "has no current context", "name one in vigie:cluster.context");
  }

  const contexts = configs.flatMap((config) => config.contexts ?? []);
  const context = contexts.find(({ name }) => name === named)?.context;
  if (context === undefined) {
    const names = contexts.map(({ name }) => name);
    throw new ClusterError(source, `has no context "${named}"`, didYouMean(named, names, "it has none"));
  }
  const clusters = configs.flatMap((config) => config.clusters ?? []);
  const cluster = clusters.find(({ name }) => name === context.cluster)?.cluster;
  if (typeof cluster?.server !== "string" || !/^https?:\/\//.test(cluster.server)) {
    throw new ClusterError(
      source,
      `context "${named}" refers to cluster "${context.cluster}", which has no server address`,
      "add it to clusters",
    );
  }
  const users = configs.flatMap((config) => config.users ?? []);
  const user = users.find(({ name }) => name === context.user)?.user ?? {};
  return { context: named, cluster, user };
}

/** Where kubectl would look too: the given path, else KUBECONFIG's, else the one in the home folder. */
function kubeconfigPaths(given: string | undefined): string[] {
  if (given !== undefined) return [given];
  const { KUBECONFIG } = process.env;
  if (KUBECONFIG) return KUBECONFIG.split(delimiter).filter((path) => path !== "");
  return [join(homedir(), ".kube", "config")];
}

function readKubeconfig(file: string): Kubeconfig {
  let config: Kubeconfig;
  try {
    config = (parse(readFileSync(file, "utf8")) ?? {}) as Kubeconfig;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    throw new ClusterError(file, `cannot be read as a kubeconfig: ${reason}`, "correct the file");
  }
  if (typeof config !== "object" || Array.isArray(config)) {
    throw new ClusterError(file, "is not a kubeconfig", "write the path of one");
  }
  const folder = dirname(file);
  return {
    ...config,
    contexts: complete(config.contexts, "context"),
    clusters: complete(config.clusters, "cluster").map((entry) => ({
      ...entry,
      cluster: absolute(entry.cluster, CLUSTER_PATHS, folder),
    })),
    users: complete(config.users, "user").map((entry) => ({
      ...entry,
      user: absolute(entry.user, USER_PATHS, folder),
    })),
  };
}

/** A kubeconfig is edited by hand too: entries without content count as absent, and are then missed by name. */
function complete<Entry extends object>(
  entries: readonly Entry[] | undefined,
  key: keyof Entry,
): readonly Entry[] {
  const all: readonly (Entry | null)[] = Array.isArray(entries) ? (entries as readonly Entry[]) : [];
  return all.filter((entry): entry is Entry => typeof entry?.[key] === "object" && entry[key] !== null);
}

/** Paths in a kubeconfig are relative to its own folder. */
function absolute<Entry extends object>(entry: Entry, keys: readonly (keyof Entry)[], folder: string): Entry {
  const resolved = { ...entry };
  for (const key of keys) {
    const path: unknown = resolved[key];
    if (typeof path === "string" && path !== "" && !isAbsolute(path)) {
      Object.assign(resolved, { [key]: join(folder, path) });
    }
  }
  return resolved;
}
