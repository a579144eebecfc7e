import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { SecretValues } from "../../config/secret-values";
import { urlPort } from "../../base/url-port";

type Heartbeat = NonNullable<Settings["alerting"]["heartbeat"]>;

const HTTPS = 443;

/**
 * The port that the heartbeat's network policy opens. The URL is a secret, its port is none. A URL that is in a Secret of the user's is
 * never read here: then the stack file says the port, or it is 443.
 */
export function heartbeatPort({ url, port }: Heartbeat, secrets: SecretValues): pulumi.Input<number> {
  if (port !== undefined) return port;
  if ("fromSecret" in url) return HTTPS;
  return pulumi.unsecret(secrets.get(url.fromConfig).apply(portOrHttps));
}

/** Without its value, as in a rendering, a secret is a marker and no URL. */
function portOrHttps(text: string): number {
  return URL.canParse(text) ? urlPort(text) : HTTPS;
}
