import { fromApi, toApi } from "./names";
import type { ChangeKind, Session, StandIn } from "../wire/contract";
import {
  hasUnknown,
  objectAt,
  plainObject,
  secret,
  stringAt,
  type Json,
  type JsonObject,
} from "../wire/values";

/** How one resource type maps to the API. */
interface Mapping {
  /** Collection under the API root. */
  readonly path: (inputs: JsonObject) => string;
  /** Changing one of these makes a new thing. */
  readonly forceNew: readonly string[];
  /** Inputs that stand in the path and not in the body. */
  readonly inPath: readonly string[];
  /** Inputs that are secrets whoever wrote them. */
  readonly secrets?: readonly string[];
  /** One thing per owner: written by PUT on the collection, and gone with its owner. */
  readonly singleton?: true;
}

const account = (inputs: JsonObject): string => `accounts/${stringAt(inputs.accountId)}`;

const mappings: Readonly<Record<string, Mapping>> = {
  "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared": {
    path: (inputs) => `${account(inputs)}/cfd_tunnel`,
    forceNew: ["accountId", "configSrc"],
    inPath: ["accountId"],
    secrets: ["tunnelSecret"],
  },
  "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig": {
    path: (inputs) => `${account(inputs)}/cfd_tunnel/${stringAt(inputs.tunnelId)}/configurations`,
    forceNew: ["accountId", "tunnelId"],
    inPath: ["accountId", "tunnelId"],
    singleton: true,
  },
  "cloudflare:index/dnsRecord:DnsRecord": {
    path: (inputs) => `zones/${stringAt(inputs.zoneId)}/dns_records`,
    forceNew: ["zoneId"],
    inPath: ["zoneId"],
  },
  "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication": {
    path: (inputs) => `${account(inputs)}/access/apps`,
    forceNew: ["accountId"],
    inPath: ["accountId"],
  },
  "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy": {
    path: (inputs) => `${account(inputs)}/access/policies`,
    forceNew: ["accountId"],
    inPath: ["accountId"],
  },
};

const tokenFunction =
  "cloudflare:index/getZeroTrustTunnelCloudflaredToken:getZeroTrustTunnelCloudflaredToken";

function mappingOf(type: string): Mapping {
  const mapping = mappings[type];
  if (mapping === undefined) {
    throw new Error(`the cloudflare stand-in has no ${type}; it has ${Object.keys(mappings).join(", ")}`);
  }
  return mapping;
}

type Send = (method: string, path: string, body?: JsonObject) => Promise<Json | undefined>;

/** `undefined` for 404. */
function createSend(baseUrl: string, token: string): Send {
  return async (method, path, body) => {
    const response = await fetch(`${baseUrl}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = objectAt((await response.json()) as Json);
    if (response.status === 404) {
      return undefined;
    }
    if (!response.ok) {
      throw new Error(`${method} /${path}: ${response.status} ${JSON.stringify(answer.errors)}`);
    }
    return answer.result;
  };
}

function createSession(send: Send): Session {
  const bodyOf = (mapping: Mapping, inputs: JsonObject): JsonObject =>
    toApi(Object.fromEntries(Object.entries(inputs).filter(([key]) => !mapping.inPath.includes(key))));

  const stateOf = (mapping: Mapping, inputs: JsonObject, answer: Json | undefined): JsonObject => {
    const state: JsonObject = { ...fromApi(objectAt(answer)), ...inputs };
    for (const key of mapping.secrets ?? []) {
      if (state[key] !== undefined) {
        state[key] = secret(state[key]);
      }
    }
    return state;
  };

  const itemPath = (mapping: Mapping, inputs: JsonObject, id: string): string =>
    mapping.singleton ? mapping.path(inputs) : `${mapping.path(inputs)}/${id}`;

  return {
    check: ({ type, news }) => {
      mappingOf(type);
      return Promise.resolve({ inputs: news });
    },
    diff: ({ type, oldInputs, news }) => {
      const text = (value: Json | undefined): string => JSON.stringify(value ?? null);
      const [before, after] = [plainObject(oldInputs), plainObject(news)];
      const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
      const changed = keys.filter((key) => text(before[key]) !== text(after[key]));
      const { forceNew } = mappingOf(type);
      const kind = (key: string): ChangeKind => (forceNew.includes(key) ? "update-replace" : "update");
      return Promise.resolve({ changes: new Map(changed.map((key) => [key, kind(key)])) });
    },
    async create({ type, inputs, preview }) {
      if (preview || hasUnknown(inputs)) {
        return { id: "", state: inputs };
      }
      const mapping = mappingOf(type);
      const given = plainObject(inputs);
      const answer = await send(
        mapping.singleton ? "PUT" : "POST",
        mapping.path(given),
        bodyOf(mapping, given),
      );
      const id = mapping.singleton ? stringAt(given.tunnelId) : stringAt(objectAt(answer).id);
      return { id, state: stateOf(mapping, given, answer) };
    },
    async read({ type, id, inputs }) {
      const mapping = mappingOf(type);
      const given = plainObject(inputs);
      const answer = await send("GET", itemPath(mapping, given, id));
      if (answer === undefined) {
        return undefined;
      }
      const live = fromApi(objectAt(answer));
      const kept = Object.entries(given).map(([key, value]) => [key, live[key] ?? value]);
      const liveInputs = Object.fromEntries(kept) as JsonObject;
      return { state: stateOf(mapping, liveInputs, answer), inputs: liveInputs };
    },
    async update({ type, id, news, olds, preview }) {
      const mapping = mappingOf(type);
      const given = plainObject(news);
      if (preview || hasUnknown(given)) {
        return { ...olds, ...news };
      }
      const answer = await send("PUT", itemPath(mapping, given, id), bodyOf(mapping, given));
      return stateOf(mapping, given, answer);
    },
    async delete({ type, id, state }) {
      const mapping = mappingOf(type);
      if (!mapping.singleton) {
        await send("DELETE", itemPath(mapping, plainObject(state), id));
      }
    },
    async invoke(token, args) {
      if (token !== tokenFunction) {
        throw new Error(`the cloudflare stand-in has no function ${token}`);
      }
      const answer = await send("GET", `${account(args)}/cfd_tunnel/${stringAt(args.tunnelId)}/token`);
      // The plugin does not mark it as secret either: https://github.com/pulumi/pulumi-terraform-bridge/issues/1051
      return { ...args, token: stringAt(answer) };
    },
  };
}

/**
 * Stands in for the pulumi-cloudflare plugin 6.22: tunnels and their configuration, DNS records, Access applications and
 * policies, the tunnel token. Talks to `baseUrl` (or CLOUDFLARE_BASE_URL) and to nothing else.
 */
export const cloudflare: StandIn = {
  name: "cloudflare",
  version: "6.22.1",
  // As every plugin made by the Terraform bridge: https://github.com/pulumi/pulumi-terraform-bridge/issues/1028
  acceptsSecrets: false,
  open(config) {
    const baseUrl = stringAt(config.baseUrl) || (process.env.CLOUDFLARE_BASE_URL ?? "");
    const token = stringAt(config.apiToken) || (process.env.CLOUDFLARE_API_TOKEN ?? "");
    if (!baseUrl.startsWith("http://127.0.0.1:")) {
      return Promise.reject(
        new Error("the cloudflare stand-in talks to a fake API on 127.0.0.1 only; set CLOUDFLARE_BASE_URL"),
      );
    }
    return Promise.resolve(createSession(createSend(baseUrl, token)));
  },
};
