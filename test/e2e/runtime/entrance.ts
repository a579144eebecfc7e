import { readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { TRAEFIK_PORTS } from "../cluster/addons/traefik";

export interface Visit {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Address of the node in a kubeconfig of the test cluster. */
export function nodeAddress(kubeconfig: string): string {
  const address = /https:\/\/([0-9.]+):\d+/.exec(readFileSync(kubeconfig, "utf8"))?.[1];
  if (address === undefined) throw new Error(`${kubeconfig} names no API server by IPv4 address`);
  return address;
}

/** What a browser gets from Traefik on the node for a host; its certificate is Traefik's own default one. */
export function visit(
  address: string,
  host: string,
  path: string,
  login?: { readonly user: string; readonly password: string },
): Promise<Visit> {
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
