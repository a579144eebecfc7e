import { error, warning, type Finding } from "../problem";
import type { Settings } from "../schema";
import { durationSeconds, sizeBytes, type Size } from "../schema/scalars";
import type { Rule } from "./rule";

const DAY = 86_400;

export const TIME_AND_SPACE_RULES: readonly Rule[] = [
  { name: "retentionFitsVolume", reads: ["prometheus"], check: retentionFitsVolume },
  { name: "timeoutsFitIntervals", reads: ["prometheus", "apps"], check: timeoutsFitIntervals },
  { name: "seriesStayFresh", reads: ["prometheus", "apps"], check: seriesStayFresh },
  { name: "lokiKeepsADay", reads: ["loki"], check: lokiKeepsADay },
  { name: "longLogsNeedObjectStorage", reads: ["loki"], check: longLogsNeedObjectStorage },
  {
    name: "quotaHoldsVolumes",
    reads: ["namespace", "prometheus", "alertmanager", "grafana", "loki"],
    check: quotaHoldsVolumes,
  },
];

function retentionFitsVolume({ prometheus }: Settings): readonly Finding[] {
  const { retention, storage } = prometheus;
  if (retention.size === undefined) return [];
  const path = "vigie:prometheus.retention.size";
  const share = sizeBytes(retention.size) / sizeBytes(storage.size);
  if (share > 1) {
    const reason = `is "${retention.size}", more than the volume (vigie:prometheus.storage.size is "${storage.size}")`;
    return [
      error(
        path,
        reason,
        "make the volume larger, or leave retention.size out: it is then 85 % of the volume",
      ),
    ];
  }
  if (share <= 0.9) return [];
  const reason = `is ${Math.round(share * 100)} % of the volume, which leaves no room for the write-ahead log`;
  return [warning(path, reason, "leave it out: it is then 85 % of the volume")];
}

/** Prometheus refuses such a file: https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
function timeoutsFitIntervals({ prometheus, apps }: Settings): readonly Finding[] {
  const { scrapeInterval, scrapeTimeout } = prometheus;
  const findings: Finding[] = [];
  if (durationSeconds(scrapeTimeout) > durationSeconds(scrapeInterval)) {
    const reason = `is "${scrapeTimeout}", longer than vigie:prometheus.scrapeInterval ("${scrapeInterval}")`;
    findings.push(
      error("vigie:prometheus.scrapeTimeout", reason, "shorten the timeout or lengthen the interval"),
    );
  }
  for (const [app, { scrapes }] of Object.entries(apps)) {
    for (const [index, scrape] of scrapes.entries()) {
      const interval = scrape.interval ?? scrapeInterval;
      const timeout = scrape.timeout ?? scrapeTimeout;
      const isOwn = scrape.timeout !== undefined || scrape.interval !== undefined;
      if (!isOwn || durationSeconds(timeout) <= durationSeconds(interval)) continue;
      const path = `vigie:apps.${app}.scrapes[${index}].timeout`;
      const inherited = scrape.timeout === undefined ? " (from vigie:prometheus.scrapeTimeout)" : "";
      const reason = `is "${timeout}"${inherited}, longer than the interval of this scrape ("${interval}")`;
      findings.push(error(path, reason, `write a timeout of at most "${interval}"`));
    }
  }
  return findings;
}

/** A series without a sample for five minutes is gone for every query; two minutes survive one lost scrape. */
function seriesStayFresh({ prometheus, apps }: Settings): readonly Finding[] {
  const intervals: [string, string][] = [
    ["vigie:prometheus.scrapeInterval", prometheus.scrapeInterval],
    ["vigie:prometheus.evaluationInterval", prometheus.evaluationInterval],
    ...Object.entries(apps).flatMap(([app, { scrapes }]) =>
      scrapes.flatMap(({ interval }, index): [string, string][] =>
        interval === undefined ? [] : [[`vigie:apps.${app}.scrapes[${index}].interval`, interval]],
      ),
    ),
  ];
  return intervals.flatMap(([path, interval]) => {
    if (durationSeconds(interval) <= 120) return [];
    return [warning(path, `is "${interval}": one lost sample leaves a gap`, "use at most 2m")];
  });
}

/** The compactor's own limit: https://grafana.com/docs/loki/latest/operations/storage/retention/ */
function lokiKeepsADay({ loki }: Settings): readonly Finding[] {
  if (!loki.enabled || durationSeconds(loki.retention) >= DAY) return [];
  return [
    error("vigie:loki.retention", `is "${loki.retention}", Loki keeps at least a day`, 'write "24h" or more'),
  ];
}

/** Loki cannot delete by size, so on a volume only time keeps it from filling up. */
function longLogsNeedObjectStorage({ loki }: Settings): readonly Finding[] {
  const isShort = durationSeconds(loki.retention) <= 31 * DAY;
  if (!loki.enabled || loki.objectStorage !== undefined || isShort) return [];
  const reason = `is "${loki.retention}" on a volume of ${loki.storage.size}, which Loki cannot keep from filling up`;
  return [
    warning("vigie:loki.retention", reason, "add vigie:loki.objectStorage or keep logs for at most 31d"),
  ];
}

function quotaHoldsVolumes(settings: Settings): readonly Finding[] {
  const { quota } = settings.namespace;
  if (quota === undefined) return [];
  const sizes = volumeSizes(settings);
  const total = sizes.reduce((sum, size) => sum + sizeBytes(size), 0);
  const findings: Finding[] = [];
  if (quota.storage !== undefined && sizeBytes(quota.storage) < total) {
    const reason = `is "${quota.storage}", the stack's volumes need ${Math.ceil(total / 2 ** 30)}Gi`;
    findings.push(error("vigie:namespace.quota.storage", reason, "raise the quota or shrink the volumes"));
  }
  if (quota.persistentVolumeClaims !== undefined && quota.persistentVolumeClaims < sizes.length) {
    const reason = `is ${quota.persistentVolumeClaims}, the stack needs ${sizes.length} volumes`;
    findings.push(error("vigie:namespace.quota.persistentVolumeClaims", reason, "raise the quota"));
  }
  return findings;
}

function volumeSizes({ prometheus, alertmanager, grafana, loki }: Settings): readonly Size[] {
  return [
    prometheus.storage.size,
    ...Array.from({ length: alertmanager.replicas }, () => alertmanager.storage.size),
    grafana.storage.size,
    ...(loki.enabled ? [loki.storage.size] : []),
  ];
}
