import { Agent, request } from "node:https";
import { objectAt, stringAt, type Json, type JsonObject } from "../wire/values";
import type { ClusterAccess } from "./kubeconfig";

/** A refusal by the API server, with its own reason ("NotFound", "AlreadyExists", "Conflict", "Invalid", "Forbidden", ...). */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Exchange {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** @default application/json */
  readonly contentType?: string;
}

export type Http = (exchange: Exchange) => Promise<JsonObject>;

function withQuery(path: string, query: Readonly<Record<string, string>> = {}): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

function parseAnswer(code: number, text: string): JsonObject {
  let body: JsonObject;
  try {
    body = objectAt(JSON.parse(text) as Json);
  } catch {
    body = { message: text };
  }
  if (code >= 400) {
    throw new ApiError(code, stringAt(body.reason) || String(code), stringAt(body.message) || `HTTP ${code}`);
  }
  return body;
}

/** Plain HTTPS to one API server with connection reuse: no client library, so nothing between us and the server's answer. */
export function createHttp(access: ClusterAccess): Http {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return (exchange) =>
    new Promise((resolve, reject) => {
      const body = exchange.body === undefined ? undefined : Buffer.from(JSON.stringify(exchange.body));
      const outgoing = request(
        new URL(withQuery(exchange.path, exchange.query), access.server),
        {
          agent,
          method: exchange.method,
          rejectUnauthorized: !access.insecure,
          ca: access.ca,
          cert: access.cert,
          key: access.key,
          timeout: 30_000,
          headers: {
            accept: "application/json",
            ...(access.token === undefined ? {} : { authorization: `Bearer ${access.token}` }),
            ...(body === undefined
              ? {}
              : {
                  "content-type": exchange.contentType ?? "application/json",
                  "content-length": body.length,
                }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () => {
            try {
              resolve(parseAnswer(incoming.statusCode ?? 0, Buffer.concat(chunks).toString("utf8")));
            } catch (error) {
              reject(error instanceof Error ? error : new Error(String(error)));
            }
          });
        },
      );
      outgoing.on("timeout", () =>
        outgoing.destroy(new Error(`no answer from ${access.server} within 30 s`)),
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
}
