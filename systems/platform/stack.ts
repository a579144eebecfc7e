import { namespaceOf, portOf } from "../../base/endpoints";
import type { Endpoint } from "../../base/endpoints";
import { traefikRoutes } from "../../base/exposure";
import type { Settings } from "../../config/schema";
import {
  homeDashboard,
  logsDashboard,
  probesDashboard,
  stackHealthDashboard,
  traefikDashboard,
} from "../../dashboards/platform";
import type { ScrapeJob } from "../model";
import type { Part } from "./part";

/** The stack watching itself. */
export const STACK: readonly Part[] = [
  { name: "targets", rules: ["targets"], dashboards: [homeDashboard] },
  {
    name: "probes",
    when: ({ exporters }) => exporters.blackbox.enabled,
    scrapes: own("blackbox-exporter"),
    rules: ["probes"],
    dashboards: [probesDashboard],
  },
  {
    name: "prometheus",
    scrapes: own("prometheus"),
    rules: ["prometheus"],
    dashboards: [stackHealthDashboard],
  },
  {
    name: "remote-write",
    when: ({ prometheus }) => prometheus.remoteWrite.length > 0,
    rules: ["remote-write"],
  },
  { name: "alertmanager", scrapes: own("alertmanager"), rules: ["alertmanager"] },
  {
    name: "alertmanager-cluster",
    when: ({ alertmanager }) => alertmanager.replicas > 1,
    rules: ["alertmanager-cluster"],
  },
  { name: "grafana", scrapes: own("grafana"), rules: ["grafana"] },
  {
    name: "loki",
    when: hasLoki,
    scrapes: own("loki"),
    rules: ["loki"],
    dashboards: [logsDashboard],
  },
  {
    name: "promtail",
    when: (settings) => collects(settings, "promtail"),
    scrapes: own("promtail"),
    rules: ["log-collector"],
  },
  {
    name: "alloy",
    when: (settings) => collects(settings, "alloy"),
    scrapes: own("alloy"),
    rules: ["log-collector"],
  },
  {
    name: "cloudflared",
    when: ({ cloudflare }) => cloudflare !== undefined,
    scrapes: own("cloudflared"),
    rules: ["cloudflared"],
  },
  {
    name: "traefik",
    when: (settings) => settings.platform === "k3s" && traefikRoutes(settings).length > 0,
    scrapes: traefik,
    rules: ["traefik"],
    dashboards: [traefikDashboard],
  },
];

function own(endpoint: Endpoint): (settings: Settings) => readonly ScrapeJob[] {
  return (settings) => [
    {
      job: endpoint,
      target: {
        kind: "service",
        namespace: namespaceOf(endpoint, settings),
        service: endpoint,
        port: portOf(endpoint),
      },
      path: "/metrics",
      scheme: "http",
      labels: {},
    },
  ];
}

function hasLoki({ loki }: Settings): boolean {
  return loki.enabled;
}

function collects({ logs, loki }: Settings, collector: "promtail" | "alloy"): boolean {
  return loki.enabled && logs.collector === collector;
}

/** k3s' Traefik answers on 9100 and says so in its annotations; with annotation discovery it is scraped already. */
function traefik({ prometheus, exposure }: Settings): readonly ScrapeJob[] {
  if (prometheus.annotationDiscovery) return [];
  return [
    {
      job: "traefik",
      target: { kind: "container", namespace: exposure.traefik.namespace, container: "traefik", port: 9100 },
      path: "/metrics",
      scheme: "http",
      labels: {},
    },
  ];
}
