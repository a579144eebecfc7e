import type * as pulumi from "@pulumi/pulumi";
import { ZeroTrustAccessApplication } from "@pulumi/cloudflare/zeroTrustAccessApplication";
import { ZeroTrustAccessPolicy } from "@pulumi/cloudflare/zeroTrustAccessPolicy";
import type { Auth } from "../../config/schema/exposure";
import type { TunnelledRoute } from "./ingress";

type AccessAuth = Extract<Auth, { type: "access" }>;

/** The SDK types these as plain strings, and its own comments garble the values. */
type Decision = "allow" | "deny" | "non_identity" | "bypass";
type ApplicationType = "self_hosted";

export interface AccessArgs {
  readonly route: TunnelledRoute;
  readonly auth: AccessAuth;
  readonly accountId: pulumi.Input<string>;
  /** Put before the names in the Cloudflare dashboard. */
  readonly tunnelName: string;
}

/**
 * Who may pass to one host, and the application whose audience cloudflared checks. `sessionDuration` is always said: an
 * empty one is a difference at every run (https://github.com/cloudflare/terraform-provider-cloudflare/issues/5495).
 */
export function accessApplication(
  name: string,
  { route, auth, accountId, tunnelName }: AccessArgs,
  opts: pulumi.CustomResourceOptions,
): ZeroTrustAccessApplication {
  const title = `${tunnelName} ${route.endpoint}`;
  const policy = new ZeroTrustAccessPolicy(
    `${name}-policy`,
    {
      accountId,
      name: title,
      decision: "allow" satisfies Decision,
      includes: accessIncludes(auth),
      sessionDuration: auth.sessionDuration,
    },
    opts,
  );
  return new ZeroTrustAccessApplication(
    name,
    {
      accountId,
      name: title,
      type: "self_hosted" satisfies ApplicationType,
      domain: route.host,
      destinations: [{ type: "public", uri: route.host }],
      sessionDuration: auth.sessionDuration,
      httpOnlyCookieAttribute: true,
      sameSiteCookieAttribute: "lax",
      policies: [{ id: policy.id, precedence: 1 }],
    },
    opts,
  );
}

/** Anyone whose address is listed or of a listed domain. */
export function accessIncludes({ emails, emailDomains }: AccessAuth) {
  return [
    ...emailDomains.map((domain) => ({ emailDomain: { domain } })),
    ...emails.map((email) => ({ email: { email } })),
  ];
}
