/** How a cluster came to be, for the report: the user's own, Docker's kind, or processes started by this suite. */
export type ClusterOrigin = "given" | "kind" | "processes" | "control-plane";

export interface StartOptions {
  /** Several clusters live side by side under different names. @default "vigie-e2e" */
  readonly name?: string;
  /** Traefik is there too, as on k3s. @default true */
  readonly traefik?: boolean;
  /** Hosts outside of the cluster, by name or IPv4 address, that shall exist: they are the node itself. @default none */
  readonly outside?: readonly string[];
  /** Waits until name resolution, volumes and entrance run, where they are this suite's own. @default true */
  readonly waitForAddons?: boolean;
  /** Receives one line per step. @default standard error */
  readonly log?: (line: string) => void;
}

export interface Cluster {
  readonly name: string;
  readonly origin: ClusterOrigin;
  /** Path of a kubeconfig file with cluster-admin rights. */
  readonly kubeconfig: string;
  /** Ends what was started and removes its folders; a cluster that was given stays as it is. */
  stop(): Promise<void>;
}

export const DEFAULT_NAME = "vigie-e2e";

export function logOf(options: StartOptions): (line: string) => void {
  return options.log ?? ((line) => process.stderr.write(`${line}\n`));
}

/** Whether the host is an IPv4 address and not a name. */
export function isAddress(host: string): boolean {
  return /^\d+(\.\d+){3}$/.test(host);
}
