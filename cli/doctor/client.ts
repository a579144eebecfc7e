import { Agent as HttpAgent, request as http } from "node:http";
import { Agent as HttpsAgent, request as https } from "node:https";
import type { Connection } from "./credentials";

/** One answer of the API server. */
export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined where the body is something else. */
  readonly body: unknown;
}

/** Reads from an API server; it can do nothing else. `get` rejects when there is no answer. */
export interface Client {
  get(path: string): Promise<Answer>;
  close(): void;
}

/** A list of every Service of a large cluster has a few MiB; what is far larger is no API server. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Plain `node:https`: one GET needs no client library, and the limit below holds for the whole exchange. */
export function clientOf(connection: Connection, seconds = 5): Client {
  const secure = connection.server.startsWith("https:");
  const pool = { keepAlive: true, maxSockets: 6 };
  const agent = secure ? new HttpsAgent({ ...pool, ...connection.tls }) : new HttpAgent(pool);
  return {
    close: () => {
      agent.destroy();
    },
    get: (path) =>
      new Promise((resolve, reject) => {
        const send = secure ? https : http;
        const headers = { ...connection.headers, accept: "application/json", "user-agent": "vigie-doctor" };
        const request = send(`${connection.server}${path}`, { method: "GET", headers, agent }, (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size > MAX_BYTES) request.destroy(new Error("the answer is too large"));
          });
          response.on("error", reject);
          response.on("end", () => {
            resolve({ status: response.statusCode ?? 0, body: json(Buffer.concat(chunks).toString("utf8")) });
          });
        });
        // Not the socket's own timeout: that one starts anew with every byte.
        const timer = setTimeout(() => {
          request.destroy(new Error(`no answer within ${seconds} s`));
        }, seconds * 1000);
        request.on("close", () => {
          clearTimeout(timer);
        });
        request.on("error", reject);
        request.end();
      }),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
