import { describe, expect, it } from "@jest/globals";
import { Provider } from "@pulumi/cloudflare/provider";
import { CloudflareTunnel } from "../../components/cloudflare";
import { childList, contextOf, deploy, manifest, planWith, settingsWith, unwrapped } from "../kit";
import type { Recorded } from "../../cli/program/record";
import { holdsSecret } from "../../cli/program/values";

const settings = settingsWith({
  cloudflare: {
    tunnelName: "watch",
    zone: "example.org",
    teamName: "acme",
    accountId: { fromConfig: "account" },
    zoneId: { fromConfig: "zone" },
    apiToken: { fromConfig: "token" },
  },
  exposure: {
    grafana: { host: "grafana.example.org", via: "tunnel", auth: { type: "login" } },
    prometheus: {
      host: "prometheus.example.org",
      via: "tunnel",
      auth: { type: "access", emailDomains: ["example.org"] },
    },
  },
});

function tunnel(preview = false): Promise<readonly Recorded[]> {
  const { cloudflare } = settings;
  if (cloudflare === undefined) throw new Error("the settings of this test have a cloudflare block");
  const context = contextOf(planWith(settings));
  return deploy(
    () => {
      const provider = new Provider("cloudflare", { apiToken: context.secrets.get("token") });
      return new CloudflareTunnel("tunnel", { context, cloudflare }, { providers: [provider] });
    },
    { preview },
  );
}

function ofType(resources: readonly Recorded[], type: string): Recorded[] {
  return resources.filter((resource) => resource.type.endsWith(`:${type}`));
}

describe("CloudflareTunnel", () => {
  it("makes exactly these objects in the cluster", async () => {
    expect(childList(await tunnel())).toEqual([
      "Deployment tunnel",
      "NetworkPolicy tunnel-policy",
      "PodDisruptionBudget tunnel-budget",
      "Secret tunnel-token",
      "Service tunnel-metrics",
      "ServiceAccount tunnel-account",
    ]);
  });

  it("answers 404 for every host that is not named, as the last rule", async () => {
    const [config] = ofType(await tunnel(), "ZeroTrustTunnelCloudflaredConfig");

    const { ingresses } = (unwrapped(config?.inputs) as { config: { ingresses: object[] } }).config;
    expect(ingresses).toHaveLength(4);
    expect(ingresses.at(-1)).toEqual({ service: "http_status:404" });
  });

  it("checks Access' token in the very rule of the host that Access guards", async () => {
    const resources = await tunnel();

    const [config] = ofType(resources, "ZeroTrustTunnelCloudflaredConfig");
    const { ingresses } = (unwrapped(config?.inputs) as { config: { ingresses: object[] } }).config;
    expect(ingresses.slice(0, 2)).toEqual([
      { hostname: "grafana.example.org", path: "^/metrics", service: "http_status:404" },
      {
        hostname: "grafana.example.org",
        service: "http://grafana.monitoring.svc:3000",
        originRequest: { httpHostHeader: "grafana.example.org", connectTimeout: 10 },
      },
    ]);
    expect(ingresses[2]).toMatchObject({
      hostname: "prometheus.example.org",
      originRequest: {
        access: { required: true, teamName: "acme", audTags: ["<audience of tunnel-prometheus-access>"] },
      },
    });
    const [application] = ofType(resources, "ZeroTrustAccessApplication");
    expect(unwrapped(application?.inputs)).toMatchObject({
      type: "self_hosted",
      domain: "prometheus.example.org",
      sessionDuration: "24h",
      policies: [{ id: "tunnel-prometheus-access-policy-id", precedence: 1 }],
    });
  });

  it("gives each host a proxied name, after the routes stand", async () => {
    const records = ofType(await tunnel(), "DnsRecord");

    expect(records.map(({ inputs }) => unwrapped(inputs))).toEqual([
      expect.objectContaining({
        name: "grafana.example.org",
        type: "CNAME",
        content: "tunnel-id.cfargotunnel.com",
        proxied: true,
        ttl: 1,
      }),
      expect.objectContaining({ name: "prometheus.example.org" }),
    ]);
    for (const { dependencies, deleteBeforeReplace } of records) {
      expect(dependencies.map((urn) => urn.split("::").at(-1))).toContain("tunnel-config");
      expect(deleteBeforeReplace).toBe(true);
    }
  });

  it("marks the token, which the provider's function does not, and mounts it as a file", async () => {
    const resources = await tunnel();

    const [secret] = ofType(resources, "Secret");
    expect(holdsSecret(secret?.inputs.stringData)).toBe(true);
    expect(unwrapped(secret?.inputs.stringData)).toEqual({ token: "<tunnel token>" });
    expect(manifest(resources, "Deployment", "cloudflared").spec).toMatchObject({
      replicas: 2,
      template: {
        spec: {
          volumes: [{ name: "token", secret: { secretName: "tunnel-token-00000000", defaultMode: 0o440 } }],
        },
      },
    });
    const [deployment] = ofType(resources, "Deployment");
    expect(holdsSecret(deployment?.inputs)).toBe(false);
  });

  it("names the Cloudflare provider on everything there, and removes the connectors before the tunnel", async () => {
    const resources = await tunnel();

    const cloudflare = resources.filter(({ type }) => type.startsWith("cloudflare:"));
    expect(cloudflare).toHaveLength(6);
    expect(cloudflare.filter(({ provider }) => !provider.includes("pulumi:providers:cloudflare"))).toEqual(
      [],
    );
    const [deployment] = ofType(resources, "Deployment");
    const [secret] = ofType(resources, "Secret");
    expect(deployment?.dependencies).toContain(secret?.urn);
    expect(secret?.dependencies.map((urn) => urn.split("::").at(-1))).toContain("tunnel");
  });

  it("previews before the tunnel exists", async () => {
    const resources = await tunnel(true);

    const [record] = ofType(resources, "DnsRecord");
    expect(unwrapped(record?.inputs)).toMatchObject({ name: "grafana.example.org", content: "<unknown>" });
    const [secret] = ofType(resources, "Secret");
    expect(unwrapped(secret?.inputs.stringData)).toEqual("<unknown>");
  });
});
