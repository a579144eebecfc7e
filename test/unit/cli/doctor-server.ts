import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** Path (without query) to the JSON that is answered, or a status alone. Every other path is 404. */
export type Answers = Readonly<Record<string, object | number>>;

export interface FakeServer {
  readonly url: string;
  readonly requests: readonly Pick<IncomingMessage, "method" | "url" | "headers">[];
}

export const HELLO = {
  "/version": { gitVersion: "v1.33.4+k3s1" },
  "/apis": {
    groups: ["apps/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1", "policy/v1"].map(
      (groupVersion) => ({ versions: [{ groupVersion }] }),
    ),
  },
} satisfies Answers;

/** Serves a few paths of a Kubernetes API on loopback while `use` runs, over TLS where a certificate is given. */
export async function withServer<T>(
  answers: Answers,
  use: (server: FakeServer) => Promise<T>,
  tls?: { readonly key: string; readonly cert: string },
): Promise<T> {
  const requests: Pick<IncomingMessage, "method" | "url" | "headers">[] = [];
  const listener: RequestListener = ({ method, url = "", headers }, response) => {
    requests.push({ method, url, headers });
    const answer = answers[url.split("?")[0] ?? ""] ?? 404;
    const status = typeof answer === "number" ? answer : 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(typeof answer === "number" ? { kind: "Status" } : answer));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await use({ url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`, requests });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A kubeconfig of one context. JSON is YAML. */
export function kubeconfig(server: string, cluster: object = {}, user: object = {}): string {
  return JSON.stringify({
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster: { server, ...cluster } }],
    users: [{ name: "u", user }],
  });
}
