import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { listAt, objectAt, stringAt, type Json, type JsonObject } from "../wire/values";

/** One thing in the account: the collection that holds it (`accounts/<id>/cfd_tunnel`), its id, its fields. */
export interface Held {
  readonly collection: string;
  readonly id: string;
  readonly fields: JsonObject;
}

export interface FakeCloudflare {
  /** Base URL, as the provider's `baseUrl` wants it. */
  readonly url: string;
  /** The only API token that is let in. */
  readonly token: string;
  /** What every connector's token holds in base64. */
  readonly connectorSecret: string;
  /** What exists now. */
  held(): readonly Held[];
  /** Deletes by hand, as somebody would in the dashboard. */
  remove(which: (held: Held) => boolean): void;
  /** Requests that changed something, as "POST accounts/x/cfd_tunnel". */
  readonly writes: readonly string[];
  stop(): Promise<void>;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** What the real API refuses and a wrong program would run into. */
function refuseBad(held: ReadonlyMap<string, Held>, collection: string, id: string, body: JsonObject): void {
  const others = [...held.values()].filter((entry) => entry.collection === collection && entry.id !== id);
  if (collection.endsWith("/cfd_tunnel") && others.some((entry) => entry.fields.name === body.name)) {
    throw new Refusal(409, 1013, "You already have a tunnel with this name.");
  }
  const same = (entry: Held): boolean => ["name", "type"].every((key) => entry.fields[key] === body[key]);
  if (collection.endsWith("/dns_records") && others.some(same)) {
    throw new Refusal(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
  if (collection.endsWith("/configurations")) {
    const last = objectAt(listAt(objectAt(body.config).ingress).at(-1));
    if (stringAt(last.service) === "" || stringAt(last.hostname) !== "" || stringAt(last.path) !== "") {
      throw new Refusal(400, 1056, "Bad Configuration: The last ingress rule must match all URLs.");
    }
  }
}

/** What Cloudflare adds when a thing is made. */
function computed(collection: string): JsonObject {
  const created = { created_at: new Date().toISOString() };
  if (collection.endsWith("/cfd_tunnel")) {
    return { ...created, account_tag: collection.split("/")[1] ?? "", status: "inactive" };
  }
  return collection.endsWith("/access/apps") ? { ...created, aud: randomBytes(32).toString("hex") } : created;
}

async function readBody(incoming: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk as Buffer);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? {} : objectAt(JSON.parse(text) as Json);
}

const collections =
  /^(accounts\/[^/]+\/(cfd_tunnel|access\/apps|access\/policies)|zones\/[^/]+\/dns_records)$/;

/** The account behind the API: answers one request, or throws a Refusal. */
function createAccount(connectorSecret: string) {
  const held = new Map<string, Held>();
  const writes: string[] = [];

  const put = (collection: string, id: string, body: JsonObject): JsonObject => {
    refuseBad(held, collection, id, body);
    const previous = held.get(`${collection}/${id}`)?.fields ?? computed(collection);
    const fields = { ...previous, ...body, id };
    held.set(`${collection}/${id}`, { collection, id, fields });
    return fields;
  };
  const existing = (path: string): Held => {
    const found = held.get(path);
    if (found === undefined) {
      throw new Refusal(404, 1003, `${path} does not exist`);
    }
    return found;
  };
  const remove = (path: string): JsonObject => {
    const { id } = existing(path);
    held.delete(path);
    // A tunnel takes its configuration with it.
    held.delete(`${path}/configurations/${id}`);
    return { id };
  };

  const answer = (method: string, path: string, body: JsonObject): Json => {
    if (method !== "GET") {
      writes.push(`${method} ${path}`);
    }
    const tunnel = /^(.+\/cfd_tunnel\/([^/]+))\/(token|configurations)$/.exec(path);
    if (tunnel !== null) {
      const [, owner = "", id = "", part = ""] = tunnel;
      existing(owner);
      if (part === "token") {
        return Buffer.from(
          JSON.stringify({ a: path.split("/")[1] ?? "", t: id, s: connectorSecret }),
        ).toString("base64");
      }
      return method === "PUT" ? put(path, id, { ...body, tunnel_id: id }) : existing(`${path}/${id}`).fields;
    }
    if (collections.test(path)) {
      if (method !== "POST") {
        return [...held.values()].filter((entry) => entry.collection === path).map((entry) => entry.fields);
      }
      return put(path, path.includes("/cfd_tunnel") ? randomUUID() : randomBytes(16).toString("hex"), body);
    }
    const collection = path.split("/").slice(0, -1).join("/");
    const id = path.split("/").at(-1) ?? "";
    if (!collections.test(collection)) {
      throw new Refusal(404, 7003, `Could not route to /${path}`);
    }
    if (method === "DELETE") {
      return remove(path);
    }
    existing(path);
    return method === "GET" ? existing(path).fields : put(collection, id, body);
  };
  return { held, writes, answer };
}

/** A Cloudflare API on loopback for one account's tunnels, their configuration, DNS records, and Access. */
export async function startFakeCloudflare(): Promise<FakeCloudflare> {
  const token = `fake-${randomBytes(20).toString("hex")}`;
  const connectorSecret = randomBytes(16).toString("hex");
  const account = createAccount(connectorSecret);
  const respond = async (incoming: IncomingMessage): Promise<{ status: number; body: JsonObject }> => {
    try {
      if (incoming.headers.authorization !== `Bearer ${token}`) {
        throw new Refusal(403, 10000, "Authentication error");
      }
      const path = new URL(incoming.url ?? "/", "http://localhost").pathname.replace(/^\/client\/v4\//, "");
      const result = account.answer(incoming.method ?? "GET", path, await readBody(incoming));
      return { status: 200, body: { success: true, errors: [], messages: [], result } };
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 500, String(error));
      const errors = [{ code: refusal.code, message: refusal.message }];
      return { status: refusal.status, body: { success: false, errors, messages: [], result: null } };
    }
  };
  const server: Server = createServer((incoming, outgoing) => {
    void respond(incoming).then(({ status, body }) => {
      outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/client/v4`,
    token,
    connectorSecret,
    held: () => [...account.held.values()],
    remove(which) {
      for (const [path, held] of account.held) {
        if (which(held)) {
          account.held.delete(path);
        }
      }
    },
    writes: account.writes,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
