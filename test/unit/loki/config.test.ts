import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { toYaml } from "../../../base/serialise";
import { lokiConfig, lokiRuleFiles } from "../../../components/loki";
import { lokiFlows } from "../../../components/loki/flows";
import type { StackFile } from "../../../config/schema";
import { lokiVerifyConfig } from "../../tools/run";
import { planWith, settingsWith } from "../../kit";

const S3 = {
  endpoint: "https://s3.fr-par.scw.cloud",
  region: "fr-par",
  bucket: "shop-logs",
  from: "2024-04-01",
  accessKeyId: { fromConfig: "s3Key" },
  secretAccessKey: { fromSecret: { name: "s3", key: "secret" } },
} as const;

function config(changes: Partial<StackFile> = {}) {
  return lokiConfig(planWith(settingsWith(changes)));
}

describe("loki.yaml", () => {
  test("is a single binary with tsdb v13, retention by the compactor and a ruler with local rules", () => {
    expect(config()).toEqual({
      auth_enabled: false,
      server: { http_listen_port: 3100, grpc_listen_port: 9095, log_level: "info" },
      analytics: { reporting_enabled: false },
      common: {
        path_prefix: "/loki",
        replication_factor: 1,
        instance_addr: "127.0.0.1",
        ring: { kvstore: { store: "inmemory" } },
        storage: { filesystem: { chunks_directory: "/loki/chunks" } },
      },
      schema_config: {
        configs: [
          {
            from: "2024-04-01",
            store: "tsdb",
            object_store: "filesystem",
            schema: "v13",
            index: { prefix: "index_", period: "24h" },
          },
        ],
      },
      ingester: {
        chunk_encoding: "snappy",
        lifecycler: { min_ready_duration: "0s" },
        wal: { replay_memory_ceiling: "268MB" },
      },
      frontend: { scheduler_dns_lookup_period: "1s" },
      query_range: { results_cache: { cache: { embedded_cache: { enabled: true, max_size_mb: 32 } } } },
      compactor: {
        working_directory: "/loki/compactor",
        retention_enabled: true,
        delete_request_store: "filesystem",
        retention_delete_delay: "2h",
      },
      limits_config: {
        retention_period: "7d",
        ingestion_rate_mb: 8,
        ingestion_burst_size_mb: 16,
        per_stream_rate_limit: "5MB",
        per_stream_rate_limit_burst: "20MB",
        max_label_names_per_series: 15,
        max_line_size_truncate: true,
        reject_old_samples: true,
        reject_old_samples_max_age: "7d",
        allow_structured_metadata: true,
        volume_enabled: true,
      },
      ruler: {
        alertmanager_url: "http://alertmanager.monitoring.svc:9093",
        external_url: "http://grafana.monitoring.svc:3000",
        datasource_uid: "loki",
        external_labels: { cluster: "test-cluster", environment: "staging" },
        enable_api: true,
        evaluation_interval: "1m",
        poll_interval: "30s",
        rule_path: "/loki/rules-temp",
        ring: { kvstore: { store: "inmemory" } },
        storage: { type: "local", local: { directory: "/etc/loki/rules" } },
      },
    });
  });

  test("with S3 names the bucket and no key", () => {
    const text = toYaml(config({ loki: { objectStorage: S3 } }));

    expect(config({ loki: { objectStorage: S3 } })).toMatchObject({
      common: {
        storage: {
          s3: {
            endpoint: "https://s3.fr-par.scw.cloud",
            region: "fr-par",
            bucketnames: "shop-logs",
            s3forcepathstyle: true,
          },
        },
      },
      schema_config: { configs: [{ object_store: "s3" }] },
      compactor: { delete_request_store: "s3" },
    });
    expect(text).not.toMatch(/access_key/);
  });

  test("with a bucket that comes later keeps the older days where they are", () => {
    const later = config({ loki: { objectStorage: { ...S3, from: "2026-12-01" } } });

    expect(later).toMatchObject({
      common: { storage: { s3: { bucketnames: "shop-logs" } } },
      storage_config: { filesystem: { directory: "/loki/chunks" } },
      compactor: { delete_request_store: "s3" },
      schema_config: {
        configs: [
          ...(config() as { schema_config: { configs: object[] } }).schema_config.configs,
          { from: "2026-12-01", store: "tsdb", object_store: "s3", schema: "v13" },
        ],
      },
    });
  });

  test.each([["2024-04-01"], ["2020-01-01"]])(
    "with a bucket from the first day has one period: %s",
    (from) => {
      const first = config({ loki: { objectStorage: { ...S3, from } } });

      expect(first).toMatchObject({
        schema_config: { configs: [{ from: "2024-04-01", object_store: "s3" }] },
      });
      expect(first).not.toHaveProperty("storage_config");
    },
  );

  test("takes no line that retention would delete at once", () => {
    expect(config({ loki: { retention: "48h" } })).toMatchObject({
      limits_config: { retention_period: "48h", reject_old_samples_max_age: "48h" },
    });
    expect(config({ loki: { retention: "30d" } })).toMatchObject({
      limits_config: { retention_period: "30d", reject_old_samples_max_age: "7d" },
    });
  });

  test("its alerts carry the labels that Prometheus' alerts carry", () => {
    expect(config({ prometheus: { externalLabels: { region: "eu" } } })).toMatchObject({
      ruler: { external_labels: { region: "eu", cluster: "test-cluster", environment: "staging" } },
    });
  });
});

test("every Alertmanager of a cluster is told", () => {
  expect(config({ alertmanager: { replicas: 2 } })).toMatchObject({
    ruler: {
      alertmanager_url:
        "http://alertmanager-0.alertmanager-peers.monitoring.svc:9093,http://alertmanager-1.alertmanager-peers.monitoring.svc:9093",
    },
  });
});

test("a rule file is YAML with its groups, under its own name", () => {
  const groups = [
    { name: "shop", rules: [{ alert: "ShopErrors", expr: 'count_over_time({app="shop"}[5m]) > 1' }] },
  ];

  const files = lokiRuleFiles([
    { system: "shop", fileName: "shop-logs.yaml", source: "rules/shop.yaml", groups },
  ]);

  expect(files).toEqual({ "shop-logs.yaml": toYaml({ groups }) });
});

describe("who may talk to Loki", () => {
  test("the collector of the agents' namespace, Grafana and Prometheus", () => {
    expect(lokiFlows({ settings: settingsWith(), agentsNamespace: "agents" })).toEqual({
      ingress: [
        {
          peers: [
            { app: "grafana" },
            { app: "prometheus" },
            { namespace: "agents", podLabels: { "app.kubernetes.io/name": "promtail" } },
          ],
          ports: [3100],
        },
      ],
      egress: [{ peers: [{ app: "alertmanager" }], ports: [9093] }],
    });
  });

  test.each([
    ["https://s3.fr-par.scw.cloud", 443],
    ["http://minio.shop.svc", 80],
    ["http://minio.shop.svc:9000", 9000],
  ])("%s is reached on port %i", (endpoint, port) => {
    const settings = settingsWith({ loki: { objectStorage: { ...S3, endpoint } } });

    expect(lokiFlows({ settings, agentsNamespace: "agents" }).egress.at(-1)).toEqual({
      peers: [{ anywhere: true }],
      ports: [port],
    });
  });

  test("no collector where none is installed", () => {
    const settings = settingsWith({ logs: { collector: "none" } });

    expect(lokiFlows({ settings, agentsNamespace: "agents" }).ingress[0]?.peers).toEqual([
      { app: "grafana" },
      { app: "prometheus" },
    ]);
  });
});

describe("Loki itself", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vigie-loki-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  test.each([
    ["filesystem", {}],
    [
      "a bucket that comes later",
      { loki: { retention: "30d", objectStorage: { ...S3, from: "2026-12-01" } } },
    ],
    ["S3, large profile", { profile: "large", loki: { retention: "30d", objectStorage: S3 } }],
  ] as const)(
    "accepts the configuration: %s",
    async (name, changes) => {
      const file = join(folder, `${name.slice(0, 2)}.yaml`);
      await writeFile(file, toYaml(config(changes)));

      expect(await lokiVerifyConfig(file)).toMatchObject({ ok: true });
    },
    60_000,
  );

  test("refuses an unknown field, so the check above can fail", async () => {
    const file = join(folder, "unknown.yaml");
    await writeFile(file, toYaml({ ...config(), unknown_field: 1 }));

    expect(await lokiVerifyConfig(file)).toMatchObject({ ok: false });
  }, 60_000);
});
