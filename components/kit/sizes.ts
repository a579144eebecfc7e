import type { Profile } from "../../config/schema";
import type { Resources } from "../../config/schema/common";

/** One row: cpu request, memory request, memory limit (limit of cpu is `CPU_LIMIT_FACTOR` times the request). */
type Row = readonly [cpuMilli: number, requestMi: number, limitMi: number];

/**
 * Default resources by app and size profile. `small` (up to 50 000 active series, 5 nodes) requests less than 1 GiB for
 * the whole stack; `medium` up to 500 000 series; `large` up to 2 000 000.
 */
const TABLE = {
  prometheus: { small: [100, 256, 1024], medium: [500, 2048, 4096], large: [2000, 8192, 16384] },
  alertmanager: { small: [10, 32, 96], medium: [20, 64, 192], large: [50, 128, 384] },
  grafana: { small: [50, 128, 384], medium: [100, 256, 768], large: [250, 512, 1536] },
  loki: { small: [50, 160, 640], medium: [250, 768, 2048], large: [1000, 3072, 8192] },
  promtail: { small: [25, 64, 160], medium: [50, 96, 256], large: [100, 192, 512] },
  alloy: { small: [50, 96, 256], medium: [100, 192, 512], large: [200, 384, 1024] },
  "node-exporter": { small: [10, 24, 64], medium: [20, 32, 96], large: [50, 64, 128] },
  "kube-state-metrics": { small: [10, 48, 128], medium: [50, 128, 384], large: [100, 384, 1024] },
  "blackbox-exporter": { small: [10, 24, 64], medium: [20, 32, 128], large: [50, 64, 256] },
  "database-exporter": { small: [10, 24, 64], medium: [20, 32, 128], large: [50, 64, 256] },
  cloudflared: { small: [10, 32, 128], medium: [50, 64, 256], large: [100, 128, 512] },
} as const satisfies Record<string, Record<Profile, Row>>;

export type SizedApp = keyof typeof TABLE;

const CPU_LIMIT_FACTOR = 10;
const EPHEMERAL = { request: "64Mi", limit: "1Gi" };

/** Requests and limits of an app's main container; the stack file's own values win field by field. */
export function resourcesFor(app: SizedApp, profile: Profile, own?: Resources) {
  const [cpu, request, limit] = TABLE[app][profile];
  return {
    requests: {
      cpu: `${cpu}m`,
      memory: `${request}Mi`,
      "ephemeral-storage": EPHEMERAL.request,
      ...defined(own?.requests),
    },
    limits: {
      cpu: `${cpu * CPU_LIMIT_FACTOR}m`,
      memory: `${limit}Mi`,
      "ephemeral-storage": EPHEMERAL.limit,
      ...defined(own?.limits),
    },
  };
}

function defined(amounts: Readonly<Record<string, string | undefined>> | undefined): Record<string, string> {
  const entries = Object.entries(amounts ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
