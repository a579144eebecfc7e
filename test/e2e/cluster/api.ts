import type { OutgoingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import type { RequestOptions } from "node:https";

/** A Kubernetes object as JSON; only what every object has is typed. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A connection to one API server with one identity. */
export interface Api {
  readonly server: string;
  /** Any request; rejects only when no answer arrives, whatever its status. */
  send(method: string, path: string, body?: string, contentType?: string): Promise<Answer>;
  /** GET of JSON; undefined for 404, throws for every other failure. */
  get<T = KubeObject>(path: string): Promise<T | undefined>;
  close(): void;
}

/** Connects with the current context of the kubeconfig file. */
export async function connect(kubeconfigFile: string): Promise<Api> {
  // Loaded late: it takes half a second, and most commands of the cluster do not need it.
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigFile);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error(`${kubeconfigFile} names no cluster in its current context`);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const { ca, cert, key, rejectUnauthorized } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca, cert, key, rejectUnauthorized });
  const send: Api["send"] = (method, path, body, contentType = "application/json") =>
    sendOnce(new URL(path, cluster.server), { ...options, agent, method }, body, contentType);
  return {
    server: cluster.server,
    send,
    get: async <T>(path: string) => {
      const answer = await send("GET", path);
      if (answer.status === 404) return undefined;
      if (answer.status >= 300) throw new Error(`GET ${path}: ${answer.status} ${messageOf(answer.body)}`);
      return JSON.parse(answer.body) as T;
    },
    close: () => {
      agent.destroy();
    },
  };
}

/** The human part of a Kubernetes Status, or the text as it is. */
export function messageOf(body: string): string {
  try {
    const status = JSON.parse(body) as { message?: string };
    return status.message ?? body;
  } catch {
    return body.trim();
  }
}

function sendOnce(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
  contentType: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers: OutgoingHttpHeaders = {
      ...(options.headers as OutgoingHttpHeaders | undefined),
      accept: "application/json",
    };
    if (body !== undefined) {
      headers["content-type"] = contentType;
      headers["content-length"] = Buffer.byteLength(body);
    }
    const outgoing = request(url, { ...options, headers, timeout: 30_000 }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") });
      });
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer from ${url.origin} in 30 s`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
