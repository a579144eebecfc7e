import { urlPort } from "../../base/url-port";
import type { Context } from "../kit/context";
import { portOf } from "../../base/endpoints";
import { selector } from "../kit/labels";
import type { Flow, Peer } from "../kit/network-policy";

/**
 * Loki has no authentication of its own (https://grafana.com/docs/loki/latest/operations/authentication/): who reaches its
 * port reads and writes every log. Only the collector, Grafana and Prometheus do.
 */
export function lokiFlows({ settings, agentsNamespace }: Pick<Context, "settings" | "agentsNamespace">): {
  readonly ingress: readonly Flow[];
  readonly egress: readonly Flow[];
} {
  const { collector } = settings.logs;
  const collectors: Peer[] =
    collector === "none" ? [] : [{ namespace: agentsNamespace, podLabels: selector(collector) }];
  return {
    ingress: [{ peers: [{ app: "grafana" }, { app: "prometheus" }, ...collectors], ports: [portOf("loki")] }],
    egress: [
      { peers: [{ app: "alertmanager" }], ports: [portOf("alertmanager")] },
      ...objectStorageFlow(settings.loki.objectStorage?.endpoint),
    ],
  };
}

function objectStorageFlow(endpoint: string | undefined): Flow[] {
  if (endpoint === undefined) return [];
  return [{ peers: [{ anywhere: true }], ports: [urlPort(endpoint)] }];
}
