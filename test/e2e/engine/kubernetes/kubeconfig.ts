import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { listAt, objectAt, stringAt, type Json, type JsonObject } from "../wire/values";

/** Where an API server is and how to be let in. PEM texts, not paths. */
export interface ClusterAccess {
  readonly server: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
  readonly insecure: boolean;
}

function named(list: Json | undefined, name: string): JsonObject {
  return (
    listAt(list)
      .map(objectAt)
      .find((entry) => entry.name === name) ?? {}
  );
}

/** `<field>-data` in base64 or the file that `<field>` names. */
function pem(holder: JsonObject, field: string): string | undefined {
  const data = stringAt(holder[`${field}-data`]);
  if (data !== "") {
    return Buffer.from(data, "base64").toString("utf8");
  }
  const path = stringAt(holder[field]);
  return path === "" ? undefined : readFileSync(path, "utf8");
}

/** The text of a kubeconfig given as contents or as a path; without one, `$KUBECONFIG`, then `~/.kube/config`. */
export function kubeconfigText(given: string): string {
  if (given.includes("\n") || given.trimStart().startsWith("{")) {
    return given;
  }
  const fromEnvironment = process.env.KUBECONFIG ?? "";
  const path = [given, fromEnvironment].find((text) => text !== "") ?? join(homedir(), ".kube", "config");
  if (!existsSync(path)) {
    throw new Error(
      `no kubeconfig: "${path}" does not exist; set KUBECONFIG or give the provider a kubeconfig`,
    );
  }
  return readFileSync(path, "utf8");
}

/**
 * The cluster and user of one context.
 * @param context default: the kubeconfig's current-context
 */
export function readKubeconfig(text: string, context = ""): ClusterAccess {
  const config = objectAt(parse(text) as Json);
  const contextName = context || stringAt(config["current-context"]);
  const chosen = objectAt(named(config.contexts, contextName).context);
  if (stringAt(chosen.cluster) === "") {
    throw new Error(`kubeconfig: no context "${contextName}"; name one of the contexts in it`);
  }
  const cluster = objectAt(named(config.clusters, stringAt(chosen.cluster)).cluster);
  const user = objectAt(named(config.users, stringAt(chosen.user)).user);
  if (user.exec !== undefined || user["auth-provider"] !== undefined) {
    throw new Error(
      `kubeconfig: user "${stringAt(chosen.user)}" logs in by a plugin; use a certificate or a token here`,
    );
  }
  const tokenFile = stringAt(user.tokenFile);
  const token = stringAt(user.token) || (tokenFile === "" ? "" : readFileSync(tokenFile, "utf8").trim());
  const ca = pem(cluster, "certificate-authority");
  const cert = pem(user, "client-certificate");
  const key = pem(user, "client-key");
  return {
    server: stringAt(cluster.server),
    insecure: cluster["insecure-skip-tls-verify"] === true,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(token === "" ? {} : { token }),
  };
}
