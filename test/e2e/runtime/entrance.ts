import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import type { Api } from "../cluster";
import { waitUntil } from "../cluster";
import { TRAEFIK_PORTS } from "../cluster/addons/traefik";

export interface Visit {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Login {
  readonly user: string;
  readonly password: string;
}

/** Asks Traefik on the node for a page of a host; its certificate is Traefik's own default one. */
export interface Browser {
  (host: string, path: string, login?: Login): Promise<Visit>;
  /** Again until that status comes, for half a minute: Traefik takes new routes after seconds. The last answer. */
  until(host: string, path: string, status: number): Promise<Visit>;
}

/** A browser that finds every host at the cluster's node. */
export async function openBrowser(api: Api): Promise<Browser> {
  interface Node {
    readonly status: { readonly addresses: readonly { readonly type: string; readonly address: string }[] };
  }
  const nodes = await api.get<{ items: readonly Node[] }>("/api/v1/nodes");
  const addresses = nodes?.items.flatMap(({ status }) => status.addresses) ?? [];
  const address = addresses.find(({ type }) => type === "InternalIP")?.address;
  if (address === undefined) throw new Error("no node of the cluster has an address");
  const browse = (host: string, path: string, login?: Login): Promise<Visit> =>
    visit(address, host, path, login);
  const until: Browser["until"] = async (host, path, status) => {
    let last = await browse(host, path);
    await waitUntil(async () => (last = await browse(host, path)).status === status, 30_000, 500);
    return last;
  };
  return Object.assign(browse, { until });
}

function visit(address: string, host: string, path: string, login?: Login): Promise<Visit> {
  const auth = login === undefined ? {} : { auth: `${login.user}:${login.password}` };
  const options = {
    host: address,
    port: TRAEFIK_PORTS.websecure,
    servername: host,
    path,
    headers: { host },
    rejectUnauthorized: false,
    timeout: 10_000,
    ...auth,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        });
      });
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`${host} does not answer in 10 s`)));
    outgoing.on("error", reject);
    outgoing.end();
  });
}
