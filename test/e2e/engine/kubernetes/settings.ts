import type { Difference, Failure } from "../wire/contract";
import { isObject, plain, stringAt, unknown, type Json, type JsonObject } from "../wire/values";
import type { Mutability } from "./force-new";
import { kubeconfigText, readKubeconfig, type ClusterAccess } from "./kubeconfig";

/** The provider arguments that change what the plugin does. */
export interface Settings {
  readonly access: ClusterAccess;
  /** Namespace of objects that name none. */
  readonly namespace: string;
  readonly mutable: Mutability;
  /** Apply over existing objects on creation instead of refusing them. */
  readonly upsert: boolean;
  /** Take conflicting fields from other managers. */
  readonly force: boolean;
}

function text(config: JsonObject, key: string): string {
  const value = config[key];
  return isObject(value) ? JSON.stringify(value) : stringAt(value);
}

/** Booleans reach a provider as JSON in a string. */
function flag(config: JsonObject, key: string): boolean {
  return config[key] === true || config[key] === "true";
}

export function readSettings(config: JsonObject): Settings {
  const force = flag(config, "enablePatchForce");
  if (config.enableServerSideApply === false || config.enableServerSideApply === "false") {
    throw new Error("the kubernetes stand-in knows server-side apply only; leave enableServerSideApply on");
  }
  return {
    access: readKubeconfig(kubeconfigText(text(config, "kubeconfig")), text(config, "context")),
    namespace: text(config, "namespace"),
    mutable: {
      configMaps: flag(config, "enableConfigMapMutable"),
      secrets: flag(config, "enableSecretMutable"),
    },
    upsert:
      config.upsertExistingObjects === undefined
        ? process.env.PULUMI_K8S_UPSERT_EXISTING_OBJECTS === "true"
        : flag(config, "upsertExistingObjects"),
    force,
  };
}

/** Strict mode wants both arguments, so that nothing is ever sent to whatever cluster happens to be current. */
export function checkConfig(news: JsonObject): readonly Failure[] {
  if (!flag(news, "strictMode")) {
    return [];
  }
  return ["kubeconfig", "context"]
    .filter((property) => text(news, property) === "")
    .map((property) => ({ property, reason: `strict mode requires Provider "${property}" argument` }));
}

function activeServer(config: JsonObject): string {
  try {
    const { server, ca } = readKubeconfig(
      kubeconfigText(text(config, "kubeconfig")),
      text(config, "context"),
    );
    return `${server} ${ca ?? ""}`;
  } catch {
    return "";
  }
}

function unveil(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]): [string, Json] => [key, plain(value)]),
  );
}

/**
 * A provider is replaced, and everything made by it with it, when its active cluster changes; with `clusterIdentifier` set
 * only when that changes.
 * @see https://github.com/pulumi/pulumi-kubernetes/blob/v4.34.2/provider/pkg/provider/provider.go
 */
export function diffConfig(oldConfig: JsonObject, newConfig: JsonObject): Difference {
  const [olds, news] = [unveil(oldConfig), unveil(newConfig)];
  const same = (one: Json | undefined, other: Json | undefined): boolean =>
    JSON.stringify(one) === JSON.stringify(other);
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !same(olds[key], news[key]),
  );
  const [before, after] = [text(olds, "clusterIdentifier"), text(news, "clusterIdentifier")];
  const where = ["kubeconfig", "context", "cluster"];
  const replaces = (key: string): boolean => {
    if (before !== "" && after !== "") {
      return key === "clusterIdentifier" && before !== after;
    }
    const cannotTell = news[key] === unknown;
    return where.includes(key) && (cannotTell || activeServer(olds) !== activeServer(news));
  };
  return { changes: new Map(changed.map((key) => [key, replaces(key) ? "update-replace" : "update"])) };
}
