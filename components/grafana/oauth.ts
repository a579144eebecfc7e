import type { OAuth } from "../../config/schema/oauth";
import type { SecretRef } from "../../config/schema/common";
import type { Flow } from "../kit/network-policy";
import { CLIENT_ID_KEY, CLIENT_SECRET_KEY, SECRETS_DIR } from "./paths";

/**
 * The provider's section of grafana.ini; its addresses and scopes are Grafana's own defaults.
 * https://grafana.com/docs/grafana/latest/setup-grafana/configure-access/configure-authentication/google/
 */
export function oauthIni(
  oauth: OAuth | undefined,
): Readonly<Record<string, Record<string, string | boolean>>> {
  if (oauth === undefined) return {};
  return {
    [`auth.${oauth.provider}`]: {
      enabled: true,
      // Whoever belongs to the domain or organisation gets an account at the first login, as a Viewer.
      allow_sign_up: true,
      client_id: `$__file{${SECRETS_DIR}/${CLIENT_ID_KEY}}`,
      client_secret: `$__file{${SECRETS_DIR}/${CLIENT_SECRET_KEY}}`,
      use_pkce: true,
      ...(oauth.provider === "google"
        ? { allowed_domains: oauth.allowedDomains.join(" ") }
        : { allowed_organizations: oauth.allowedOrganizations.join(" ") }),
    },
  };
}

/** Files in the mounted secrets, with where each value comes from. */
export function oauthFiles(oauth: OAuth | undefined): Readonly<Record<string, SecretRef>> {
  if (oauth === undefined) return {};
  return { [CLIENT_ID_KEY]: oauth.clientId, [CLIENT_SECRET_KEY]: oauth.clientSecret };
}

/** Grafana itself asks the provider who it is; a policy cannot hold a name, so the port is the limit. */
export function oauthEgress(oauth: OAuth | undefined): readonly Flow[] {
  return oauth === undefined ? [] : [{ peers: [{ anywhere: true }], ports: [443] }];
}
