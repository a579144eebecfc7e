import { describe, expect, it } from "@jest/globals";
import { exposureGraph, urls } from "../../../base/exposure";
import { ingressRouteSpec, middlewareChain } from "../../../components/exposure/middlewares";
import { grafanaIni } from "../../../components/grafana/ini";
import { RULES } from "../../../config/rules";
import { planWith, settingsWith } from "../../kit";

const HOST = "monitoring.example.org";
const settings = settingsWith({
  exposure: {
    grafana: { host: HOST, path: "/grafana", auth: { type: "login" } },
    prometheus: { host: HOST, path: "/prometheus", auth: { type: "basic", realm: "Restricted" } },
  },
});
const [grafana, prometheus] = exposureGraph(settings);

function findings(changed: typeof settings): string[] {
  return RULES.filter(({ reads }) => reads.includes("exposure"))
    .flatMap(({ check }) => check(changed))
    .map(({ path, reason }) => `${path}: ${reason}`)
    .filter((text) => !text.includes("placeholder"));
}

describe("two UIs on one host, each below a path", () => {
  it("are told by their path, which does not match a longer name", () => {
    const matches = [grafana, prometheus].map((route) =>
      route === undefined ? "" : ingressRouteSpec(route, settings, "monitoring").routes[0]?.match,
    );

    expect(matches).toEqual([
      `Host(\`${HOST}\`) && (Path(\`/grafana\`) || PathPrefix(\`/grafana/\`)) && !PathPrefix(\`/grafana/metrics\`)`,
      `Host(\`${HOST}\`) && (Path(\`/prometheus\`) || PathPrefix(\`/prometheus/\`))`,
    ]);
  });

  it("take the path off last, behind the password", () => {
    const names = prometheus === undefined ? [] : middlewareChain(prometheus, "monitoring");

    expect(names.map(({ name }) => name)).toEqual([
      "prometheus-rate-limit",
      "prometheus-auth",
      "prometheus-security-headers",
      "prometheus-strip-prefix",
    ]);
  });

  it("know their whole address, for every link", () => {
    expect(urls(settings)).toMatchObject({
      grafana: `https://${HOST}/grafana`,
      prometheus: `https://${HOST}/prometheus`,
    });
  });

  it("let Grafana set its cookie for the path, which the strictest prefix forbids", () => {
    const { server, auth } = grafanaIni(planWith(settings));

    expect(server).toMatchObject({ domain: HOST, root_url: `https://${HOST}/grafana/` });
    expect(auth).toMatchObject({ login_cookie_name: "__Secure-grafana_session" });
  });

  it("are refused where both have the same, and where the tunnel leads past Traefik", () => {
    const same = settingsWith({
      exposure: {
        grafana: { host: HOST, path: "/x", auth: { type: "login" } },
        prometheus: { host: HOST, path: "/x", auth: { type: "basic" } },
      },
    });
    const tunnelled = settingsWith({
      exposure: { grafana: { host: HOST, path: "/grafana", via: "tunnel", auth: { type: "login" } } },
    });

    expect(findings(settings)).toEqual([]);
    expect(findings(same)).toEqual([
      `vigie:exposure.prometheus.host: is "${HOST}", as vigie:exposure.grafana.host is`,
    ]);
    expect(findings(tunnelled)).toContain(
      'vigie:exposure.grafana.path: is "/grafana", which Traefik takes off, and the tunnel leads past Traefik',
    );
  });
});
