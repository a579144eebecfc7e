import { readFileSync } from "node:fs";
import { ClusterError } from "./cluster-error";
import { execCredential } from "./exec";
import type { ClusterEntry, Selected, UserEntry } from "./kubeconfig";

/** What a request to the API server needs beside its path. */
export interface Connection {
  readonly context: string;
  /** Without a trailing slash. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: {
    readonly ca?: string | undefined;
    readonly cert?: string | undefined;
    readonly key?: string | undefined;
    readonly servername?: string | undefined;
    readonly rejectUnauthorized: boolean;
  };
}

/**
 * Opens the credentials of a context: files are read, an exec plugin is run.
 * @throws ClusterError for what cannot be read, run, or is not supported.
 */
export async function connect({ context, cluster, user }: Selected): Promise<Connection> {
  refuseUnsupported(context, cluster, user);
  const plugin = user.exec === undefined ? {} : await execCredential(user.exec, cluster);
  const token = plugin.token ?? user.token ?? readGiven("tokenFile", user.tokenFile)?.trim();
  const ca = material(cluster, "certificate-authority");
  return {
    context,
    server: cluster.server.replace(/\/+$/, ""),
    headers: authorization(token, user),
    tls: {
      ca,
      cert: plugin.clientCertificateData ?? material(user, "client-certificate"),
      key: plugin.clientKeyData ?? material(user, "client-key"),
      servername: cluster["tls-server-name"],
      rejectUnauthorized: cluster["insecure-skip-tls-verify"] !== true,
    },
  };
}

function refuseUnsupported(context: string, cluster: ClusterEntry, user: UserEntry): void {
  const provider = user["auth-provider"]?.name;
  if (provider !== undefined) {
    throw new ClusterError(
      `context "${context}"`,
      `its user logs in by the auth-provider "${provider}", which Kubernetes has replaced`,
      "use an exec plugin (kubectl oidc-login, gke-gcloud-auth-plugin, kubelogin)",
    );
  }
  if (cluster["proxy-url"] !== undefined) {
    throw new ClusterError(
      `context "${context}"`,
      "is reached through proxy-url, which doctor does not support",
      "run it where the server is reached directly, or through a tunnel of your own",
    );
  }
}

function authorization(token: string | undefined, { username, password }: UserEntry): Record<string, string> {
  if (token !== undefined && token !== "") return { authorization: `Bearer ${token}` };
  if (username === undefined) return {};
  const pair = Buffer.from(`${username}:${password ?? ""}`).toString("base64");
  return { authorization: `Basic ${pair}` };
}

/** `<key>-data` holds base64 and wins over the file that `<key>` names. */
function material<Key extends string>(
  entry: Partial<Readonly<Record<Key | `${Key}-data`, string>>>,
  key: Key,
): string | undefined {
  const data = entry[`${key}-data`];
  return data ? Buffer.from(data, "base64").toString("utf8") : readGiven(key, entry[key]);
}

function readGiven(what: string, path: string | undefined): string | undefined {
  if (path === undefined || path === "") return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new ClusterError(
      path,
      `cannot be read, the kubeconfig's ${what} names it`,
      "log in to the cluster anew",
    );
  }
}
