import { sentence } from "../../../config/problem";
import { diagnose } from "../../../cli/doctor/diagnose/diagnose";
import type { Facts, Look, TraefikFacts } from "../../../cli/doctor/facts";
import type { Needs, TraefikNeeds } from "../../../cli/doctor/needs";

export const found = <T>(value: T): Look<T> => ({ state: "found", value });
export const absent = { state: "absent" } as const;
export const denied = { state: "unknown", reason: "not allowed (403)" } as const;
export const OURS = { "app.kubernetes.io/part-of": "vigie", "app.kubernetes.io/managed-by": "pulumi" };
export const TRAEFIK_LABELS = { "app.kubernetes.io/name": "traefik" };
export const POD = { name: "traefik-1", labels: TRAEFIK_LABELS, crossNamespace: "allowed" } as const;

const TRAEFIK_NEEDS: TraefikNeeds = {
  namespace: "kube-system",
  serviceName: "traefik",
  podLabels: TRAEFIK_LABELS,
  networkPolicies: true,
  middlewares: [
    { path: "vigie:exposure.grafana.middlewares[0]", namespace: "shared", name: "chain", foreign: true },
  ],
};
export const NEEDS: Needs = {
  apiVersions: ["apps/v1", "v1"],
  version: { minor: 25, because: "Pod Security admission" },
  traefik: TRAEFIK_NEEDS,
  storage: [{ namespace: "monitoring", claim: "prometheus", storageClass: undefined }],
  namespaces: [
    { name: "monitoring", role: "stack", create: true },
    { name: "monitoring-agents", role: "agents", create: true },
  ],
  workloads: [{ kind: "Deployment", namespace: "shop", name: "postgres" }],
  secrets: [
    { namespace: "monitoring", name: "slack", keys: ["url"], alone: false, usedBy: ["vigie:a.webhookUrl"] },
  ],
  priorityClasses: ["high"],
};
const TRAEFIK: TraefikFacts = {
  resources: found(["ingressroutes", "middlewares"]),
  service: found({ selector: TRAEFIK_LABELS }),
  elsewhere: [],
  pods: found([POD]),
  middlewares: { "shared/chain": found(true) },
};
export const HEALTHY: Facts = {
  version: "v1.33.4+k3s1",
  apiVersions: ["apps/v1", "traefik.io/v1alpha1", "v1"],
  traefik: TRAEFIK,
  storageClasses: found([{ name: "fast", isDefault: true, expands: true }]),
  claims: [],
  namespaces: { monitoring: found({ labels: OURS, terminating: false }), "monitoring-agents": absent },
  workloads: { "Deployment shop/postgres": found(true) },
  secrets: { "monitoring/slack": found(["url"]) },
  priorityClasses: { high: found(true) },
};

export interface Case {
  readonly facts?: Partial<Facts>;
  readonly traefik?: Partial<TraefikFacts>;
  readonly needs?: Partial<Needs>;
  readonly traefikNeeds?: Partial<TraefikNeeds>;
  /** `level path: reason; fix` of each, in order. */
  readonly says: readonly string[];
}

/** What doctor says of the healthy cluster with these changes. */
export function said({ facts, traefik, needs, traefikNeeds }: Case): string[] {
  return diagnose(
    { ...HEALTHY, traefik: { ...TRAEFIK, ...traefik }, ...facts },
    { ...NEEDS, traefik: { ...TRAEFIK_NEEDS, ...traefikNeeds }, ...needs },
  ).map((finding) => `${finding.level} ${sentence(finding)}`);
}
