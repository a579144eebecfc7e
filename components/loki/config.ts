import { durationSeconds, sizeBytes } from "../../config/schema/scalars";
import type { Plan, RuleFile } from "../../systems/plan";
import { peerNames } from "../alertmanager/pod";
import { portOf, serviceUrl } from "../../base/endpoints";
import { toYaml } from "../../base/serialise";
import { externalLabels } from "../kit/external-labels";
import { resourcesFor } from "../kit/sizes";
import { DATA, RULES_DIR } from "./paths";
import { commonStorage, newestStore, olderStorage, schemaPeriods } from "./storage";

/** Data source uid in Grafana, so that an alert's link opens the query there. */
const DATASOURCE_UID = "loki";

/** loki.yaml of a single binary. Holds no secret: S3 keys come from a credentials file, see `s3.ts`. */
export function lokiConfig(plan: Plan): object {
  const { settings, urls } = plan;
  return {
    auth_enabled: false,
    server: { http_listen_port: portOf("loki"), grpc_listen_port: 9095, log_level: "info" },
    analytics: { reporting_enabled: false },
    common: {
      path_prefix: DATA,
      replication_factor: 1,
      instance_addr: "127.0.0.1",
      ring: { kvstore: { store: "inmemory" } },
      storage: commonStorage(settings),
    },
    ...olderStorage(settings),
    schema_config: { configs: schemaPeriods(settings) },
    ingester: {
      chunk_encoding: "snappy",
      // There are no other members that would have to learn of this one; each restart was 15 s longer.
      lifecycler: { min_ready_duration: "0s" },
      // The default of 4 GB is above the container's limit: a long log after a crash would kill it again and again.
      wal: { replay_memory_ceiling: `${Math.floor(memoryLimit(plan) * 0.4)}MB` },
    },
    // How often the parts of the one program look for each other: at 10 s, that long after its start no query is answered.
    frontend: { scheduler_dns_lookup_period: "1s" },
    query_range: { results_cache: { cache: { embedded_cache: { enabled: true, max_size_mb: 32 } } } },
    compactor: {
      working_directory: `${DATA}/compactor`,
      retention_enabled: true,
      // Required as soon as retention is on.
      delete_request_store: newestStore(settings),
      retention_delete_delay: "2h",
    },
    limits_config: limits(plan),
    ruler: {
      alertmanager_url: alertmanagerUrls(plan),
      external_url: urls.grafana,
      datasource_uid: DATASOURCE_UID,
      external_labels: externalLabels(settings),
      enable_api: true,
      evaluation_interval: "1m",
      poll_interval: "30s",
      rule_path: `${DATA}/rules-temp`,
      ring: { kvstore: { store: "inmemory" } },
      storage: { type: "local", local: { directory: RULES_DIR } },
    },
  };
}

/** Every member of a cluster: members tell each other what they notified, not what they were told. */
function alertmanagerUrls({ settings }: Plan): string {
  const { replicas } = settings.alertmanager;
  if (replicas === 1) return serviceUrl("alertmanager", settings);
  const members = peerNames(replicas, settings.namespace.name);
  return members.map((member) => `http://${member}:${portOf("alertmanager")}`).join(",");
}

const WEEK_SECONDS = 604_800;

function limits({ settings }: Plan): object {
  const { retention, ingestionRateMb } = settings.loki;
  return {
    retention_period: retention,
    ingestion_rate_mb: ingestionRateMb,
    ingestion_burst_size_mb: ingestionRateMb * 2,
    per_stream_rate_limit: "5MB",
    per_stream_rate_limit_burst: "20MB",
    max_label_names_per_series: 15,
    // A longer line is cut; refused, it would be lost and with it the whole batch's other lines of that stream.
    max_line_size_truncate: true,
    reject_old_samples: true,
    // Lines that retention would delete at once are not worth storing; Loki's own default is a week.
    reject_old_samples_max_age: durationSeconds(retention) < WEEK_SECONDS ? retention : "7d",
    allow_structured_metadata: true,
    volume_enabled: true,
  };
}

/** Memory limit of the container in MB. */
function memoryLimit({ settings }: Plan): number {
  const { limits } = resourcesFor("loki", settings.profile, settings.loki.resources);
  return sizeBytes(limits.memory) / 1e6;
}

/** File name to content of the ruler's folder of the one tenant. */
export function lokiRuleFiles(files: readonly RuleFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ fileName, groups }) => [fileName, toYaml({ groups })]));
}
