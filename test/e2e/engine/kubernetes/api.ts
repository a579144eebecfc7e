import { ApiError, createHttp, type Http } from "./http";
import type { ClusterAccess } from "./kubeconfig";
import { namespaceOf, nameOf } from "./object";
import { listAt, objectAt, stringAt, type Json, type JsonObject } from "../wire/values";

interface Kind {
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface ApplyOptions {
  readonly fieldManager: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** The few verbs a provider needs; objects say themselves which kind they are. */
export interface Api {
  isNamespaced(object: JsonObject): Promise<boolean>;
  get(object: JsonObject): Promise<JsonObject>;
  /** `undefined` when there is no such object. */
  find(object: JsonObject): Promise<JsonObject | undefined>;
  list(apiVersion: string, kind: string, namespace?: string): Promise<JsonObject[]>;
  create(
    object: JsonObject,
    options: { readonly fieldManager: string; readonly dryRun: boolean },
  ): Promise<JsonObject>;
  /** Server-side apply. */
  apply(object: JsonObject, options: ApplyOptions): Promise<JsonObject>;
  /** RFC 6902; `subresource` for example "status". */
  jsonPatch(object: JsonObject, patch: Json, subresource?: string): Promise<JsonObject>;
  delete(object: JsonObject, propagation: string): Promise<void>;
  readonly http: Http;
}

function root(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

export function isReason(error: unknown, ...reasons: readonly string[]): boolean {
  return error instanceof ApiError && reasons.includes(error.reason);
}

/** `NoMatch` is ours: the API server knows no such kind (yet). */
function noMatch(apiVersion: string, kind: string): ApiError {
  return new ApiError(404, "NoMatch", `no matches for kind "${kind}" in version "${apiVersion}"`);
}

export function createApi(access: ClusterAccess): Api {
  const http = createHttp(access);
  const kinds = new Map<string, Kind>();

  const discover = async (apiVersion: string): Promise<void> => {
    const found = await http({ method: "GET", path: root(apiVersion) });
    for (const resource of listAt(found.resources).map(objectAt)) {
      const plural = stringAt(resource.name);
      if (!plural.includes("/")) {
        const namespaced = resource.namespaced === true;
        kinds.set(`${apiVersion} ${stringAt(resource.kind)}`, { plural, namespaced });
      }
    }
  };

  const kindOf = async (apiVersion: string, kind: string): Promise<Kind> => {
    const key = `${apiVersion} ${kind}`;
    if (!kinds.has(key)) {
      try {
        await discover(apiVersion);
      } catch (error) {
        if (!isReason(error, "NotFound", "404")) {
          throw error;
        }
      }
    }
    const found = kinds.get(key);
    if (found === undefined) {
      throw noMatch(apiVersion, kind);
    }
    return found;
  };

  const collection = async (apiVersion: string, kindName: string, namespace: string): Promise<string> => {
    const kind = await kindOf(apiVersion, kindName);
    const scope = kind.namespaced && namespace !== "" ? `/namespaces/${namespace}` : "";
    return `${root(apiVersion)}${scope}/${kind.plural}`;
  };

  const collectionOf = async (object: JsonObject): Promise<string> => {
    const [apiVersion, kind] = [stringAt(object.apiVersion), stringAt(object.kind)];
    const { namespaced } = await kindOf(apiVersion, kind);
    return collection(apiVersion, kind, namespaced ? namespaceOf(object) || "default" : "");
  };

  const pathOf = async (object: JsonObject): Promise<string> =>
    `${await collectionOf(object)}/${nameOf(object)}`;
  const dry = (dryRun: boolean): Record<string, string> => (dryRun ? { dryRun: "All" } : {});

  const api: Api = {
    http,
    async isNamespaced(object) {
      return (await kindOf(stringAt(object.apiVersion), stringAt(object.kind))).namespaced;
    },
    async get(object) {
      return http({ method: "GET", path: await pathOf(object) });
    },
    async find(object) {
      try {
        return await api.get(object);
      } catch (error) {
        if (isReason(error, "NotFound", "NoMatch")) {
          return undefined;
        }
        throw error;
      }
    },
    async list(apiVersion, kind, namespace = "") {
      const found = await http({ method: "GET", path: await collection(apiVersion, kind, namespace) });
      // Items of a list do not repeat what they are.
      return listAt(found.items).map((item) => ({ apiVersion, kind, ...objectAt(item) }));
    },
    async create(object, { fieldManager, dryRun }) {
      const query = { fieldManager, ...dry(dryRun) };
      return http({ method: "POST", path: await collectionOf(object), query, body: object });
    },
    async apply(object, { fieldManager, force, dryRun }) {
      return http({
        method: "PATCH",
        path: await pathOf(object),
        query: { fieldManager, force: String(force), ...dry(dryRun) },
        body: object,
        contentType: "application/apply-patch+yaml",
      });
    },
    async jsonPatch(object, patch, subresource) {
      const path = `${await pathOf(object)}${subresource === undefined ? "" : `/${subresource}`}`;
      return http({ method: "PATCH", path, body: patch, contentType: "application/json-patch+json" });
    },
    async delete(object, propagation) {
      await http({ method: "DELETE", path: await pathOf(object), body: { propagationPolicy: propagation } });
    },
  };
  return api;
}
