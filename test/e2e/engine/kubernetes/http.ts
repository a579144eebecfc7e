import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { objectAt, stringAt, type Json, type JsonObject } from "../wire/values";
import type { ClusterAccess } from "./kubeconfig";

/** A refusal by the API server, with its own reason ("NotFound", "AlreadyExists", "Conflict", "Invalid", "Forbidden", ...). */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    /** Seconds after which the server wants to be asked again; `undefined` when the refusal is meant. */
    readonly retryAfter?: number,
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

function parseAnswer(code: number, text: string, retryAfter: string | undefined): JsonObject {
  let body: JsonObject;
  try {
    body = objectAt(JSON.parse(text) as Json);
  } catch {
    body = { message: text };
  }
  if (code >= 400) {
    const [reason, message] = [stringAt(body.reason), stringAt(body.message)];
    const putOff = retryAfter !== undefined && (code === 429 || code >= 500);
    throw new ApiError(
      code,
      reason || String(code),
      message || `HTTP ${code}`,
      putOff ? Number(retryAfter) || 1 : undefined,
    );
  }
  return body;
}

const attempts = 10;

/**
 * As client-go does: what a busy server puts off is asked again when it says, and reading is tried again when the
 * connection broke.
 * @see https://github.com/kubernetes/client-go/blob/v0.34.3/rest/with_retry.go
 */
function withRetries(send: Http): Http {
  return async (exchange) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(exchange);
      } catch (error) {
        const refused = error instanceof ApiError;
        const broken = !refused && exchange.method === "GET";
        const seconds = refused ? error.retryAfter : broken ? 1 : undefined;
        if (seconds === undefined || attempt === attempts) {
          throw error;
        }
        await sleep(seconds * 1000);
      }
    }
  };
}

/** Plain HTTPS to one API server with connection reuse: no client library, so nothing between us and the server's answer. */
export function createHttp(access: ClusterAccess): Http {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const send: Http = (exchange) =>
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
              const { statusCode = 0, headers } = incoming;
              resolve(
                parseAnswer(statusCode, Buffer.concat(chunks).toString("utf8"), headers["retry-after"]),
              );
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
  return withRetries(send);
}
