import * as pulumi from "@pulumi/pulumi";
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import { getZeroTrustTunnelCloudflaredTokenOutput } from "@pulumi/cloudflare/getZeroTrustTunnelCloudflaredToken";
import { ZeroTrustTunnelCloudflared } from "@pulumi/cloudflare/zeroTrustTunnelCloudflared";
import { ZeroTrustTunnelCloudflaredConfig } from "@pulumi/cloudflare/zeroTrustTunnelCloudflaredConfig";
import type { Context, Transform } from "../kit/context";
import type { k8s } from "../kit/kubernetes";
import { accessApplication } from "./access";
import { accessTeam, cloudflareValue, type CloudflareSettings } from "./credentials";
import { deployConnector } from "./deploy";
import { CATCH_ALL, closedPaths, tunnelledRoutes, tunnelRule, type TunnelledRoute } from "./ingress";

export interface CloudflareTunnelArgs {
  readonly context: Context;
  readonly cloudflare: CloudflareSettings;
  readonly transform?: { readonly deployment?: Transform<k8s.apps.v1.Deployment> };
}

/**
 * The tunnel, its routes, DNS names and Access applications at Cloudflare, and the connectors in the cluster.
 * Needs a Cloudflare provider among its providers.
 */
export class CloudflareTunnel extends pulumi.ComponentResource {
  readonly tunnelId: pulumi.Output<string>;

  constructor(name: string, args: CloudflareTunnelArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vigie:cloudflare:CloudflareTunnel", name, {}, opts);
    const { context, cloudflare } = args;
    const accountId = cloudflareValue("accountId", cloudflare, context.secrets);
    const zoneId = cloudflareValue("zoneId", cloudflare, context.secrets);
    const { tunnelName } = cloudflare;
    const routes = tunnelledRoutes(context.settings);
    const child = { parent: this };

    // Account-wide unique name: the new one cannot be made before the old one is gone.
    const tunnel = new ZeroTrustTunnelCloudflared(
      name,
      { accountId, name: tunnelName, configSrc: "cloudflare" },
      // Cloudflare repeats the account's id under another name, where nothing marks it as secret.
      { ...child, deleteBeforeReplace: true, additionalSecretOutputs: ["accountTag"] },
    );
    const ingresses = routes.flatMap((route) => [
      ...closedPaths(route),
      this.rule(name, route, { accountId, cloudflare }),
    ]);
    const config = new ZeroTrustTunnelCloudflaredConfig(
      `${name}-config`,
      { accountId, tunnelId: tunnel.id, config: { ingresses: [...ingresses, CATCH_ALL] } },
      child,
    );
    // After the routes and their Access applications: no name resolves before its guard stands.
    for (const { endpoint, host } of routes) {
      new DnsRecord(
        `${name}-${endpoint}`,
        {
          zoneId,
          // The full name without a trailing dot, else the API's answer differs from it at every run.
          name: host,
          type: "CNAME",
          content: pulumi.interpolate`${tunnel.id}.cfargotunnel.com`,
          proxied: true,
          ttl: 1,
          comment: `${tunnelName}, managed by Pulumi`,
        },
        { ...child, deleteBeforeReplace: true, dependsOn: [config] },
      );
    }

    // The function's result is not marked as a secret: https://github.com/pulumi/pulumi-terraform-bridge/issues/1051
    const { token } = pulumi.secret(
      getZeroTrustTunnelCloudflaredTokenOutput({ accountId, tunnelId: tunnel.id }, child),
    );
    deployConnector(name, { ...args, token, dependsOn: [config] }, child);
    this.tunnelId = tunnel.id;
    this.registerOutputs({ tunnelId: this.tunnelId });
  }

  /** `access` stands in the rule itself: cloudflared ignores it at the top (cloudflare/cloudflared#784). */
  private rule(
    name: string,
    route: TunnelledRoute,
    { accountId, cloudflare }: { accountId: pulumi.Output<string>; cloudflare: CloudflareSettings },
  ) {
    const rule = tunnelRule(route);
    if (route.auth.type !== "access") return rule;
    const { tunnelName } = cloudflare;
    const application = accessApplication(
      `${name}-${route.endpoint}-access`,
      { route, auth: route.auth, accountId, tunnelName },
      { parent: this },
    );
    const access = { required: true, teamName: accessTeam(cloudflare), audTags: [application.aud] };
    return { ...rule, originRequest: { ...rule.originRequest, access } };
  }
}
