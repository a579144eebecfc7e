import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadFromFile } from "../../../config/from-file";
import { readStackFile } from "../../../config/read/find";
import { secretValueProblems } from "../../../config/secrets/sanity";
import { renderedStack, type RenderedStack } from "../../kit";
import { changedExample, example } from "./stacks";

const stacks = {} as Record<"dev" | "staging" | "prod", RenderedStack>;

beforeAll(async () => {
  for (const name of ["dev", "staging", "prod"] as const) stacks[name] = await example(name);
});

const TUNNEL = "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared";
const CONFIG = "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig";
const ACCESS = "cloudflare:index/zeroTrustAccessApplication:ZeroTrustAccessApplication";
const POLICY = "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy";
const DNS = "cloudflare:index/dnsRecord:DnsRecord";

describe("the tunnel", () => {
  test.each([
    [
      "TUM-82, TUM-84, TUM-Q6: staging",
      "staging",
      "tumulte-monitoring-staging",
      "monitoring-staging.tumulte.app",
    ],
    ["TUM-83, TUM-85, TUM-Q6: production", "prod", "tumulte-monitoring-prod", "monitoring.tumulte.app"],
  ] as const)("%s has its own, which leads its own host to its own Grafana", (_line, name, tunnel, host) => {
    expect(inputs(stacks[name], TUNNEL)).toMatchObject({ name: tunnel });
    expect(inputs(stacks[name], DNS)).toMatchObject({ name: host, proxied: true });
    expect(ingresses(stacks[name])).toContainEqual(
      expect.objectContaining({ hostname: host, service: "http://grafana.monitoring.svc:3000" }),
    );
  });

  test("TUM-81, TUM-88: nothing listens outside the cluster: no Ingress, no LoadBalancer, no NodePort", () => {
    for (const stack of Object.values(stacks)) {
      const kinds = new Set(stack.objects.map(({ kind }) => kind));
      const types = stack.kind("Service").map(({ spec }) => (spec as { type?: string }).type ?? "ClusterIP");

      expect(kinds.has("Ingress") || kinds.has("IngressRoute")).toBe(false);
      expect(new Set(types)).toEqual(new Set(["ClusterIP"]));
    }
  });

  test("TUM-86: its token is in a Secret that cloudflared reads as a file", () => {
    const [secret] = stacks.prod
      .kind("Secret")
      .filter(({ metadata }) => metadata.name.startsWith("cloudflared-token"));

    expect(Object.values(secret?.stringData as Record<string, string>)).toEqual(["<redacted>"]);
    expect(
      JSON.stringify(stacks.prod.at("Deployment/cloudflared", "spec.template.spec.containers.0.args")),
    ).toContain("--token-file");
  });

  test("TUM-87: one line switches it off in staging, settings kept, and its secrets are not asked for", async () => {
    await changedExample("staging", ["enabled: true", "enabled: false"], async (file) => {
      const off = await renderedStack(file);
      const { missing, settings } = loadFromFile(file);

      expect(off.resources.filter(({ type }) => type.startsWith("cloudflare:"))).toEqual([]);
      expect(off.objects.map(({ metadata }) => metadata.name)).not.toContain("cloudflared");
      expect(missing.map(({ key }) => key).filter((key) => key.startsWith("cloudflare"))).toEqual([]);
      expect(settings.exposure.grafana).toBeUndefined();
      expect(off.text("grafana-config", "grafana.ini")).toContain(
        "root_url = http://grafana.monitoring.svc:3000/",
      );
    });
  });

  test("TUM-87: development has none", () => {
    expect(stacks.dev.resources.filter(({ type }) => type.startsWith("cloudflare:"))).toEqual([]);
  });

  test("TUM-89, TUM-129: production has an Access application of its host, for the team's e-mail addresses", () => {
    expect(inputs(stacks.prod, ACCESS)).toMatchObject({
      type: "self_hosted",
      domain: "monitoring.tumulte.app",
    });
    expect(inputs(stacks.prod, POLICY)).toMatchObject({
      decision: "allow",
      includes: [{ emailDomain: { domain: "tumulte.app" } }],
    });
    expect(stacks.staging.resources.filter(({ type }) => type === ACCESS)).toEqual([]);
  });

  test("TUM-89: Access is optional there too: with Grafana's login alone the rest stays", async () => {
    const access = "type: access\n        emailDomains: [tumulte.app]";
    await changedExample("prod", [access, "type: login"], async (file) => {
      const stack = await renderedStack(file);

      expect(stack.resources.filter(({ type }) => type === ACCESS)).toEqual([]);
      expect(inputs(stack, TUNNEL)).toMatchObject({ name: "tumulte-monitoring-prod" });
    });
  });
});

test("TUM-90, TUM-95: no name, route or tunnel rule leads to Prometheus or Alertmanager, in any environment", () => {
  for (const stack of [stacks.staging, stacks.prod]) {
    const services = ingresses(stack).map(({ service }) => service);

    expect(new Set(services)).toEqual(new Set(["http_status:404", "http://grafana.monitoring.svc:3000"]));
    expect(stack.resources.filter(({ type }) => type === DNS)).toHaveLength(1);
  }
});

describe("Grafana", () => {
  test.each([
    ["staging", "monitoring-staging.tumulte.app"],
    ["prod", "monitoring.tumulte.app"],
  ] as const)("TUM-25, TUM-26: %s knows its root URL and domain", (name, host) => {
    const ini = stacks[name].text("grafana-config", "grafana.ini");

    expect(ini).toContain(`root_url = https://${host}/`);
    expect(ini).toContain(`domain = ${host}`);
  });

  test("TUM-23, TUM-24, TUM-97: user admin; the password is generated for each environment, no placeholder", () => {
    for (const stack of Object.values(stacks)) {
      expect(stack.text("grafana-config", "grafana.ini")).toContain("admin_user = admin");
      expect(
        stack.resources.filter(({ type }) => type === "random:index/randomPassword:RandomPassword").length,
      ).toBeGreaterThan(0);
      expect(JSON.stringify(stack.resources)).not.toContain("secure_password_here");
    }
  });

  test("TUM-97: the placeholder is refused where somebody sets a password", async () => {
    const before = "labels: { container: tumulte-grafana }";
    const after = `${before}\n    adminPassword: { fromConfig: grafanaPassword }`;
    await changedExample("prod", [before, after], (file) => {
      const secrets = { grafanaPassword: { state: "opened", value: "secure_password_here" } } as const;
      const problems = secretValueProblems({ ...readStackFile(file), secrets });

      expect(problems.map(({ path }) => path)).toEqual(["vigie:secrets.grafanaPassword"]);
      return Promise.resolve();
    });
  });

  test("TUM-69: the Prometheus data source is provisioned", () => {
    expect(stacks.prod.file("grafana-config", "datasources.yaml")).toMatchObject({
      datasources: expect.arrayContaining([
        expect.objectContaining({ type: "prometheus", url: "http://prometheus.monitoring.svc:9090" }),
      ]),
    });
  });
});

interface TunnelRule {
  readonly hostname?: string;
  readonly service: string;
}

function ingresses(stack: RenderedStack): readonly TunnelRule[] {
  return (inputs(stack, CONFIG) as { config: { ingresses: readonly TunnelRule[] } }).config.ingresses;
}

function inputs(stack: RenderedStack, type: string): unknown {
  const [found] = stack.resources.filter((resource) => resource.type === type);
  if (found === undefined) throw new Error(`no ${type}`);
  return found.inputs;
}
