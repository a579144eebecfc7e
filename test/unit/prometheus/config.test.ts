import { describe, expect, it } from "@jest/globals";
import { prometheusConfig } from "../../../components/prometheus";
import { secretFiles } from "../../../components/prometheus/secret-files";
import type { Duration } from "../../../config/schema/scalars";
import type { ScrapeJob } from "../../../systems/model";
import { planWith, settingsWith, systemWith } from "../../kit/settings";

const QUIET = { annotationDiscovery: false };

function job(changes: Partial<ScrapeJob> = {}): ScrapeJob {
  return {
    job: "api",
    target: { kind: "static", addresses: ["10.1.2.3:80"] },
    path: "/metrics",
    scheme: "http",
    labels: {},
    ...changes,
  };
}

function scraped(changes: Partial<ScrapeJob>) {
  const plan = planWith(settingsWith({ prometheus: QUIET }), [systemWith({ scrapes: [job(changes)] })]);
  return prometheusConfig(plan).scrape_configs[0];
}

it("writes the whole configuration of a stack that watches one address", () => {
  const plan = planWith(settingsWith({ prometheus: { ...QUIET, externalLabels: { team: "web" } } }), [
    systemWith({ scrapes: [job()] }),
  ]);

  expect(prometheusConfig(plan)).toEqual({
    global: {
      scrape_interval: "15s",
      scrape_timeout: "10s",
      evaluation_interval: "15s",
      external_labels: { cluster: "test-cluster", environment: "staging", team: "web" },
    },
    alerting: {
      alertmanagers: [
        {
          api_version: "v2",
          kubernetes_sd_configs: [
            {
              role: "endpointslice",
              namespaces: { names: ["monitoring"] },
              selectors: [{ role: "endpointslice", label: "kubernetes.io/service-name=alertmanager" }],
            },
          ],
          relabel_configs: [
            { source_labels: ["__meta_kubernetes_endpointslice_port_name"], regex: "web", action: "keep" },
          ],
        },
      ],
    },
    rule_files: ["/etc/prometheus/rules/*.yaml"],
    scrape_configs: [
      {
        job_name: "api",
        metrics_path: "/metrics",
        scheme: "http",
        sample_limit: 50_000,
        fallback_scrape_protocol: "PrometheusText0.0.4",
        static_configs: [{ targets: ["10.1.2.3:80"], labels: { system: "shop" } }],
      },
    ],
  });
});

describe("one job", () => {
  it("reads its bearer token from a file that is mounted for it", () => {
    const bearerToken = { fromConfig: "minioToken" };
    const plan = planWith(settingsWith(), [systemWith({ scrapes: [job({ bearerToken })] })]);

    expect(scraped({ bearerToken })).toMatchObject({
      authorization: { type: "Bearer", credentials_file: "/etc/prometheus/secrets/scrape-api" },
    });
    expect(secretFiles(plan)).toEqual({ "scrape-api": bearerToken });
  });

  it.each([
    ["neither", {}, {}],
    ["a longer interval", { interval: "30s" as Duration }, { scrape_interval: "30s" }],
    [
      "an interval shorter than the stack's timeout",
      { interval: "5s" as Duration },
      { scrape_interval: "5s", scrape_timeout: "5s" },
    ],
    [
      "both",
      { interval: "1m" as Duration, timeout: "20s" as Duration },
      { scrape_interval: "1m", scrape_timeout: "20s" },
    ],
  ])("with its own timing: %s", (_, timing, expected) => {
    const { scrape_interval, scrape_timeout } = scraped(timing) ?? {};

    expect(
      Object.entries({ scrape_interval, scrape_timeout }).filter(([, value]) => value !== undefined),
    ).toEqual(Object.entries(expected));
  });

  it("asks kubelets with the service account's token, and without a sample limit", () => {
    const config = scraped({ target: { kind: "kubelet" }, scheme: "https" });

    expect(config).toMatchObject({
      authorization: {
        type: "Bearer",
        credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token",
      },
      tls_config: {
        ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
        insecure_skip_verify: true,
      },
    });
    expect(config).not.toHaveProperty("sample_limit");
  });

  it("verifies the API server's certificate", () => {
    expect(scraped({ target: { kind: "apiserver" }, scheme: "https" })?.tls_config).toEqual({
      ca_file: "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
      server_name: "kubernetes",
    });
  });

  it("lets only a job that asks for it overwrite our labels", () => {
    expect(scraped({ honorLabels: true })).toMatchObject({ honor_labels: true });
    expect(scraped({})).not.toHaveProperty("honor_labels");
  });
});

it("scrapes a database's exporter where it runs", () => {
  const settings = settingsWith({ prometheus: QUIET });
  const system = systemWith({
    databases: [
      { type: "redis", name: "cache", sidecar: { kind: "Deployment", name: "redis", namespace: "shop" } },
      { type: "mongodb", name: "orders", address: "10.0.0.9:27017" },
    ],
  });

  const [sidecar, own] = prometheusConfig(planWith(settings, [system])).scrape_configs;

  expect(sidecar).toMatchObject({
    job_name: "cache",
    kubernetes_sd_configs: [{ role: "pod", namespaces: { names: ["shop"] } }],
  });
  expect(sidecar?.relabel_configs).toContainEqual({
    source_labels: ["__meta_kubernetes_pod_container_name", "__meta_kubernetes_pod_container_port_number"],
    regex: "redis-exporter;9121",
    action: "keep",
  });
  expect(sidecar?.relabel_configs).toContainEqual({ target_label: "database", replacement: "cache" });
  expect(own).toMatchObject({
    job_name: "orders",
    kubernetes_sd_configs: [
      {
        role: "endpointslice",
        namespaces: { names: ["monitoring"] },
        selectors: [{ role: "endpointslice", label: "kubernetes.io/service-name=orders-mongodb-exporter" }],
      },
    ],
  });
});

describe("probes", () => {
  const probe = { name: "front", url: "https://shop.example.org/", interval: "30s" as Duration };

  it("go through the blackbox exporter, with the URL as instance", () => {
    const plan = planWith(settingsWith({ prometheus: QUIET }), [
      systemWith({ probes: [{ ...probe, expectStatus: 401 }] }),
    ]);

    expect(prometheusConfig(plan).scrape_configs).toEqual([
      {
        job_name: "probe/shop/front",
        metrics_path: "/probe",
        params: { module: ["http_401"] },
        scrape_interval: "30s",
        static_configs: [
          { targets: ["https://shop.example.org/"], labels: { probe: "front", system: "shop" } },
        ],
        relabel_configs: [
          { source_labels: ["__address__"], target_label: "__param_target" },
          { source_labels: ["__param_target"], target_label: "instance" },
          { target_label: "__address__", replacement: "blackbox-exporter.monitoring.svc:9115" },
        ],
      },
    ]);
  });

  it("are no jobs where the exporter is off", () => {
    const settings = settingsWith({ prometheus: QUIET, exporters: { blackbox: { enabled: false } } });

    expect(prometheusConfig(planWith(settings, [systemWith({ probes: [probe] })])).scrape_configs).toEqual(
      [],
    );
  });
});

it("sends samples on with credentials from files", () => {
  const settings = settingsWith({
    prometheus: {
      ...QUIET,
      remoteWrite: [
        { name: "a", url: "https://a.example.org/", username: "u", password: { fromConfig: "pw" } },
        { name: "b", url: "https://b.example.org/", bearerToken: { fromSecret: { name: "s", key: "k" } } },
      ],
    },
  });
  const plan = planWith(settings);

  expect(prometheusConfig(plan).remote_write).toEqual([
    {
      name: "a",
      url: "https://a.example.org/",
      basic_auth: { username: "u", password_file: "/etc/prometheus/secrets/remote-write-0-password" },
    },
    {
      name: "b",
      url: "https://b.example.org/",
      authorization: {
        type: "Bearer",
        credentials_file: "/etc/prometheus/secrets/remote-write-1-token",
      },
    },
  ]);
  expect(secretFiles(plan)).toEqual({
    "remote-write-0-password": { fromConfig: "pw" },
    "remote-write-1-token": { fromSecret: { name: "s", key: "k" } },
  });
});
