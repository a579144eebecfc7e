import { basename } from "node:path";
import { hashSync } from "bcryptjs";
import { parse } from "yaml";
import type { KubeObject } from "../cluster";
import type { Service } from "../cluster/receiver";
import { webhookOrigin } from "../cluster/receiver";
import type { ClusterOrigin } from "../cluster/types";
import { DATABASE_PASSWORD, DATABASE_USER, exporterEnvironment } from "./databases";
import { files } from "./queries";

/** User and password of every basic authentication in the test's world. */
export const LOGIN = { user: "admin", password: "correct horse battery staple" } as const;

/** Render hides secrets; what takes their places in one object of the stack `all`. */
export function withSecrets(
  object: KubeObject,
  all: readonly KubeObject[],
  origin: ClusterOrigin,
): KubeObject {
  const data = object.stringData;
  if (object.kind !== "Secret" || typeof data !== "object" || data === null) return object;
  const webhooks = webhookServices(all);
  const filled = Object.keys(data).map((key) => {
    const service = webhooks.get(key);
    const value =
      service === undefined
        ? (passwordFor(object.metadata.name, key, all) ?? LOGIN.password)
        : `${webhookOrigin(service, origin)}${webhookPath(service, key)}`;
    return [key, value] as const;
  });
  return { ...object, stringData: Object.fromEntries(filled) };
}

/** Path of the webhook whose address is in that file of Alertmanager's secrets: every channel has its own. */
export function webhookPath(service: Service, file: string): string {
  switch (service) {
    case "discord":
      return `/api/webhooks/1/${file}`;
    case "slack":
      return `/services/T0/B0/${file}`;
    case "heartbeat":
      return "/00000000-0000-0000-0000-000000000000";
  }
}

/** Which service the address in each of Alertmanager's secret files is of, as its configuration tells. */
function webhookServices(objects: readonly KubeObject[]): ReadonlyMap<string, Service> {
  interface Config {
    readonly receivers: readonly {
      readonly discord_configs?: readonly { readonly webhook_url_file: string }[];
      readonly slack_configs?: readonly { readonly api_url_file: string }[];
      readonly webhook_configs?: readonly { readonly url_file: string }[];
    }[];
  }
  const text = files(objects, "alertmanager-config").find(([name]) => name === "alertmanager.yml")?.[1];
  const { receivers = [] } = text === undefined ? {} : (parse(text) as Config);
  const all = receivers.flatMap(
    ({ discord_configs: discord, slack_configs: slack, webhook_configs: other }) => [
      ...(discord ?? []).map((one) => [one.webhook_url_file, "discord"] as const),
      ...(slack ?? []).map((one) => [one.api_url_file, "slack"] as const),
      ...(other ?? []).map((one) => [one.url_file, "heartbeat"] as const),
    ],
  );
  return new Map(all.map(([file, service]) => [basename(file), service]));
}

function passwordFor(secret: string, key: string, all: readonly KubeObject[]): string | undefined {
  if (key === "users") return `${LOGIN.user}:${hashSync(LOGIN.password, 5)}`;
  if (!secret.includes("credentials")) return undefined;
  if (/user$/i.test(key)) return DATABASE_USER;
  if (/password$/i.test(key)) return DATABASE_PASSWORD;
  // The exporter of Redis takes a map from address to password.
  const exporter = all.find(
    ({ kind, spec }) => kind === "Deployment" && JSON.stringify(spec).includes(secret),
  );
  const address = exporter === undefined ? undefined : exporterEnvironment(exporter).get("REDIS_ADDR");
  return address === undefined ? undefined : JSON.stringify({ [address]: DATABASE_PASSWORD });
}
