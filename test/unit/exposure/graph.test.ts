import { describe, expect, it } from "@jest/globals";
import { exposureGraph, traefikRoutes, urls } from "../../../base/exposure";
import { frontDoors } from "../../../components/exposure";
import {
  headersSpec,
  ingressRouteSpec,
  middlewareChain,
  rateLimitSpec,
} from "../../../components/exposure/middlewares";
import type { StackFile } from "../../../config/schema";
import { settingsWith } from "../../kit";

const NAMESPACE = "monitoring";

const HEADERS_OF_GAUZIAN = { name: "security-headers", namespace: "gauzian-v2" };

const EXPOSURE = {
  traefik: { tls: { certResolver: "letsencrypt" }, allowCrossNamespace: true },
  grafana: { host: "grafana.example.org", auth: { type: "login" } },
  prometheus: {
    host: "prometheus.example.org",
    auth: { type: "basic" },
    securityHeaders: false,
    middlewares: [HEADERS_OF_GAUZIAN],
  },
  alertmanager: {
    host: "alerts.example.org",
    via: "tunnel",
    auth: { type: "access", emailDomains: ["example.org"] },
  },
} as const satisfies StackFile["exposure"];

const settings = settingsWith({ exposure: { ...EXPOSURE, prometheus: prometheus() } });

function prometheus() {
  return { ...EXPOSURE.prometheus, middlewares: [...EXPOSURE.prometheus.middlewares] };
}

function routeTo(endpoint: string, changed = settings) {
  const route = exposureGraph(changed).find((candidate) => candidate.endpoint === endpoint);
  if (route === undefined) throw new Error(`${endpoint} is not exposed`);
  return route;
}

describe("exposureGraph", () => {
  it("gives each public host its address and its one way in", () => {
    expect(
      exposureGraph(settings).map(({ endpoint, url, port, way }) => ({ endpoint, url, port, way })),
    ).toEqual([
      {
        endpoint: "grafana",
        url: "https://grafana.example.org",
        port: 3000,
        way: { through: "traefik", entryPoint: "websecure" },
      },
      {
        endpoint: "prometheus",
        url: "https://prometheus.example.org",
        port: 9090,
        way: { through: "traefik", entryPoint: "websecure" },
      },
      {
        endpoint: "alertmanager",
        url: "https://alerts.example.org",
        port: 9093,
        way: { through: "tunnel", origin: "http://alertmanager.monitoring.svc:9093" },
      },
    ]);
  });

  it("leads no tunnelled host through Traefik, where a request could walk around the tunnel", () => {
    const tunnelled = settingsWith({ exposure: { grafana: { ...EXPOSURE.grafana, via: "tunnel" } } });

    expect(routeTo("grafana", tunnelled).way).toEqual({
      through: "tunnel",
      origin: "http://grafana.monitoring.svc:3000",
    });
    expect(traefikRoutes(tunnelled)).toEqual([]);
    expect(frontDoors("grafana", tunnelled)).toEqual([{ app: "cloudflared" }]);
  });

  it("is empty where nothing is exposed", () => {
    expect(exposureGraph(settingsWith())).toEqual([]);
  });
});

describe("urls", () => {
  it("are public where there is a host", () => {
    expect(urls(settings)).toEqual({
      grafana: "https://grafana.example.org",
      prometheus: "https://prometheus.example.org",
      alertmanager: "https://alerts.example.org",
    });
  });

  it("are those inside the cluster where there is none", () => {
    expect(urls(settingsWith({ namespace: { name: "watch" } }))).toEqual({
      grafana: "http://grafana.watch.svc:3000",
      prometheus: "http://prometheus.watch.svc:9090",
      alertmanager: "http://alertmanager.watch.svc:9093",
    });
  });
});

describe("frontDoors", () => {
  it.each([
    ["grafana", [{ namespace: "kube-system", podLabels: { "app.kubernetes.io/name": "traefik" } }]],
    ["alertmanager", [{ app: "cloudflared" }]],
  ] as const)("lets only those pods reach %s that its route comes from", (endpoint, peers) => {
    expect(frontDoors(endpoint, settings)).toEqual(peers);
  });

  it("lets nobody reach what is not exposed", () => {
    expect(frontDoors("grafana", settingsWith())).toEqual([]);
  });
});

describe("middlewareChain", () => {
  it("counts before it asks for the password, then the user's own in their order [GAU-66]", () => {
    expect(middlewareChain(routeTo("prometheus"), NAMESPACE)).toEqual([
      { name: "prometheus-rate-limit", namespace: NAMESPACE },
      { name: "prometheus-auth", namespace: NAMESPACE },
      HEADERS_OF_GAUZIAN,
    ]);
  });

  it("puts our headers last, so that the user's win", () => {
    const both = settingsWith({ exposure: { prometheus: { ...prometheus(), securityHeaders: true } } });

    expect(middlewareChain(routeTo("prometheus", both), NAMESPACE).map(({ name }) => name)).toEqual([
      "prometheus-rate-limit",
      "prometheus-auth",
      "security-headers",
      "prometheus-security-headers",
    ]);
  });

  it("leaves authentication to Grafana where its own login is chosen", () => {
    expect(middlewareChain(routeTo("grafana"), NAMESPACE).map(({ name }) => name)).toEqual([
      "grafana-rate-limit",
      "grafana-security-headers",
    ]);
  });
});

describe("ingressRouteSpec", () => {
  it("keeps Grafana's metrics inside", () => {
    expect(ingressRouteSpec(routeTo("grafana"), settings, NAMESPACE).routes[0]?.match).toBe(
      "Host(`grafana.example.org`) && !PathPrefix(`/metrics`)",
    );
  });

  it.each([
    ["a certificate resolver", { certResolver: "letsencrypt" }, { certResolver: "letsencrypt" }],
    ["a Secret", { secretName: "wildcard" }, { secretName: "wildcard" }],
    ["the default certificate", { defaultCertificate: true }, {}],
    ["nothing said", undefined, {}],
  ] as const)("has TLS by %s", (_what, tls, expected) => {
    const changed = settingsWith({
      exposure: { grafana: EXPOSURE.grafana, traefik: tls === undefined ? {} : { tls } },
    });

    expect(ingressRouteSpec(routeTo("grafana", changed), changed, NAMESPACE).tls).toEqual(expected);
  });

  it("cannot be made for a tunnelled host: it would be a way around", () => {
    expect(() => ingressRouteSpec(routeTo("alertmanager"), settings, NAMESPACE)).toThrow(
      "not behind Traefik",
    );
  });
});

describe("rateLimitSpec", () => {
  it("tells clients apart by address", () => {
    expect(rateLimitSpec(routeTo("grafana"))).toEqual({ average: 100, burst: 200, period: "1s" });
  });
});

describe("headersSpec", () => {
  it("leaves Grafana's own content security policy alone", () => {
    expect(headersSpec("grafana")).not.toHaveProperty("contentSecurityPolicy");
    expect(headersSpec("prometheus").contentSecurityPolicy).toContain("frame-ancestors 'self'");
  });

  it("says HSTS also where a load balancer ends TLS and Traefik sees plain HTTP", () => {
    expect(headersSpec("grafana")).toMatchObject({ forceSTSHeader: true, stsSeconds: 31_536_000 });
  });
});
