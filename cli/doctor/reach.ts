import { ClusterError } from "./cluster-error";
import type { Answer, Client } from "./client";
import type { Facts } from "./facts";

/** What is known of a server as soon as it answers. */
export type Reached = Pick<Facts, "version" | "apiVersions">;

interface GroupList {
  readonly groups?: readonly { readonly versions: readonly { readonly groupVersion: string }[] }[];
}

/**
 * Says hello: the version, and the APIs that are served, which everybody who is logged in may ask.
 * @throws ClusterError when nobody answers, it is no Kubernetes, or it does not accept the credentials.
 */
export async function reach(client: Client, server: string): Promise<Reached> {
  const answer = await ask(client, server, "/version");
  const { gitVersion } = (answer.body ?? {}) as { readonly gitVersion?: unknown };
  if (typeof gitVersion !== "string") {
    throw new ClusterError(
      server,
      `answers ${answer.status}, but not as a Kubernetes API server does`,
      "correct the server address in the kubeconfig",
    );
  }
  const groups = await ask(client, server, "/apis");
  if (groups.status !== 200) {
    throw new ClusterError(
      server,
      `answers ${groups.status} when asked for its APIs`,
      "see whether it is healthy",
    );
  }
  const { groups: list = [] } = (groups.body ?? {}) as GroupList;
  const served = list.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion));
  return { version: gitVersion, apiVersions: ["v1", ...served].sort() };
}

async function ask(client: Client, server: string, path: string): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await client.get(path);
  } catch (error) {
    throw unreachable(server, error);
  }
  if (answer.status === 401 || answer.status === 403) {
    throw new ClusterError(
      server,
      `does not accept the credentials of the kubeconfig (${answer.status})`,
      'log in anew, then try "kubectl version"',
    );
  }
  return answer;
}

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  ECONNREFUSED: ["nobody listens there", "start the cluster, or choose another context"],
  ENOTFOUND: ["its name is unknown", "correct the server address in the kubeconfig, or join the network"],
  EAI_AGAIN: ["its name cannot be looked up", "check this machine's network"],
  EHOSTUNREACH: ["there is no way to it", "join its network (VPN), or choose another context"],
  ENETUNREACH: ["there is no way to it", "join its network (VPN), or choose another context"],
  ECONNRESET: ["it hung up", "see whether the server is healthy"],
  CERT_HAS_EXPIRED: ["its certificate has expired", "renew the cluster's certificates"],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "its certificate is for another name",
    "write that name into tls-server-name of the kubeconfig, or use it as the address",
  ],
};
const UNTRUSTED: readonly [string, string] = [
  "its certificate is not signed by the kubeconfig's authority",
  "fetch the kubeconfig anew, it is probably of another cluster",
];

function unreachable(server: string, error: unknown): ClusterError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const isUntrusted = /SELF_SIGNED|UNABLE_TO_|DEPTH_ZERO|CERT_(SIGNATURE|UNTRUSTED)/.test(code);
  const [reason, fix] = REASONS[code] ??
    (isUntrusted ? UNTRUSTED : undefined) ?? [message, "see whether it runs and is reachable from here"];
  return new ClusterError(server, `the cluster is unreachable, ${reason}`, fix);
}
