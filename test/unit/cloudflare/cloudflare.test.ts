import { describe, expect, it } from "@jest/globals";
import { accessIncludes } from "../../../components/cloudflare/access";
import { connectorArgs, connectorEgress } from "../../../components/cloudflare/connector";
import { accessTeam, cloudflareValue } from "../../../components/cloudflare/credentials";
import { closedPaths, tunnelledRoutes, tunnelRule } from "../../../components/cloudflare/ingress";
import type { StackFile } from "../../../config/schema";
import { contextOf, planWith, settingsWith } from "../../kit";

const CLOUDFLARE = {
  tunnelName: "watch",
  zone: "example.org",
  accountId: { fromConfig: "account" },
  zoneId: { fromConfig: "zone" },
  apiToken: { fromConfig: "token" },
} satisfies StackFile["cloudflare"];

const settings = settingsWith({
  cloudflare: CLOUDFLARE,
  exposure: {
    grafana: { host: "grafana.example.org", via: "tunnel", auth: { type: "login" } },
    prometheus: {
      host: "prometheus.example.org",
      via: "tunnel",
      auth: { type: "access", emails: ["a@example.org"] },
    },
    alertmanager: { host: "alerts.example.org", auth: { type: "basic" } },
  },
});
const context = contextOf(planWith(settings));
const { cloudflare } = settings;
if (cloudflare === undefined) throw new Error("the settings of this test have a cloudflare block");

describe("tunnelRule", () => {
  it("leads straight to the UI, and says the public name", () => {
    expect(tunnelledRoutes(settings).map(tunnelRule)).toEqual([
      {
        hostname: "grafana.example.org",
        service: "http://grafana.monitoring.svc:3000",
        originRequest: { httpHostHeader: "grafana.example.org", connectTimeout: 10 },
      },
      {
        hostname: "prometheus.example.org",
        service: "http://prometheus.monitoring.svc:9090",
        originRequest: { httpHostHeader: "prometheus.example.org", connectTimeout: 10 },
      },
    ]);
  });
});

describe("closedPaths", () => {
  it("keep Grafana's metrics inside, which need no login", () => {
    expect(tunnelledRoutes(settings).map(closedPaths)).toEqual([
      [{ hostname: "grafana.example.org", path: "^/metrics", service: "http_status:404" }],
      [],
    ]);
  });
});

describe("connectorArgs", () => {
  it("names the token by its file, pins the metrics port and never updates itself", () => {
    expect(connectorArgs()).toEqual([
      "tunnel",
      "--no-autoupdate",
      "--metrics",
      "0.0.0.0:2000",
      "run",
      "--token-file",
      "/etc/cloudflared/token/token",
    ]);
  });
});

describe("connectorEgress", () => {
  it("reaches Cloudflare's edge, the keys that Access signs with, and the tunnelled UIs alone", () => {
    expect(connectorEgress(settings)).toEqual([
      {
        peers: [{ anywhere: true }],
        ports: [{ port: 7844, protocol: "TCP" }, { port: 7844, protocol: "UDP" }, 443],
      },
      { peers: [{ app: "grafana" }], ports: [3000] },
      { peers: [{ app: "prometheus" }], ports: [9090] },
    ]);
  });

  it("opens no port 443 where no route has Access", () => {
    const { grafana } = settings.exposure;
    const [edge] = connectorEgress({
      ...settings,
      exposure: { ...settings.exposure, prometheus: undefined, grafana },
    });

    expect(edge?.ports).not.toContain(443);
  });
});

describe("accessIncludes", () => {
  it("lets in the listed domains and addresses", () => {
    const auth = {
      type: "access",
      emails: ["a@b.org"],
      emailDomains: ["c.org"],
      sessionDuration: "24h",
    } as const;

    expect(
      accessIncludes({ ...auth, emails: [...auth.emails], emailDomains: [...auth.emailDomains] }),
    ).toEqual([{ emailDomain: { domain: "c.org" } }, { email: { email: "a@b.org" } }]);
  });
});

describe("what Cloudflare needs", () => {
  it("cannot come from a Kubernetes Secret", () => {
    const wrong = { ...cloudflare, apiToken: { fromSecret: { name: "cf", key: "token" } } };

    expect(() => cloudflareValue("apiToken", wrong, context.secrets)).toThrow(
      /vigie:cloudflare\.apiToken: cannot come from a Kubernetes Secret/,
    );
  });

  it("is the team's name where a host has Access", () => {
    expect(() => accessTeam(cloudflare)).toThrow(/vigie:cloudflare\.teamName: missing/);
    expect(accessTeam({ ...cloudflare, teamName: "acme" })).toBe("acme");
  });
});
