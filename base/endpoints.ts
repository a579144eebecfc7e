import type { Settings } from "../config/schema";
import { agentsNamespace } from "../config/schema/platform";

/** Service name and port of each part of the stack. These names are DNS, and therefore a contract: never renamed. */
const PORTS = {
  prometheus: 9090,
  alertmanager: 9093,
  grafana: 3000,
  loki: 3100,
  "kube-state-metrics": 8080,
  "node-exporter": 9100,
  "blackbox-exporter": 9115,
  promtail: 9080,
  alloy: 12_345,
  cloudflared: 2000,
} as const;

export type Endpoint = keyof typeof PORTS;

/** Apps whose pods must read the host and therefore live in the agents' namespace. */
const AGENTS: ReadonlySet<Endpoint> = new Set<Endpoint>(["node-exporter", "promtail", "alloy"]);

export function portOf(endpoint: Endpoint): number {
  return PORTS[endpoint];
}

export function namespaceOf(endpoint: Endpoint, settings: Settings): string {
  return AGENTS.has(endpoint) ? agentsNamespace(settings) : settings.namespace.name;
}

/** `http://prometheus.monitoring.svc:9090`: how the parts of the stack reach each other. */
export function serviceUrl(endpoint: Endpoint, settings: Settings): string {
  return `http://${endpoint}.${namespaceOf(endpoint, settings)}.svc:${portOf(endpoint)}`;
}
