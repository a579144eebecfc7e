import { z } from "./zod";
import { secretRef, volume, workload } from "./common";
import { cpu, duration, httpUrl, image, labelName, size } from "./scalars";

export const prometheus = z.strictObject({
  ...workload,
  image: image.prefault("docker.io/prom/prometheus:v3.15.0"),
  storage: volume("20Gi").prefault({}),
  retention: z
    .strictObject({
      time: duration.prefault("30d").describe("Samples older than this are deleted."),
      size: size.optional().describe("Blocks are deleted above this. Default: 85 % of the volume."),
    })
    .prefault({}),
  scrapeInterval: duration.prefault("15s"),
  scrapeTimeout: duration.prefault("10s"),
  evaluationInterval: duration.prefault("15s"),
  externalLabels: z
    .record(labelName, z.string())
    .prefault({})
    .describe("Added to `cluster` and `environment`."),
  annotationDiscovery: z
    .boolean()
    .default(true)
    .describe('Scrape pods and Services that carry `prometheus.io/scrape: "true"`.'),
  fallbackScrapeProtocol: z
    .enum(["PrometheusText0.0.4", "PrometheusText1.0.0", "OpenMetricsText0.0.1", "OpenMetricsText1.0.0"])
    .default("PrometheusText0.0.4")
    .describe(
      "Protocol assumed for targets that send no Content-Type (Prometheus 3 refuses them otherwise).",
    ),
  sampleLimit: z
    .int()
    .min(0)
    .default(50_000)
    .describe("Samples per scrape above which a target is refused; 0: none."),
  remoteWrite: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        url: httpUrl,
        username: z.string().min(1).optional().describe("Basic-auth user; needs `password`."),
        password: secretRef.optional(),
        bearerToken: secretRef.optional().describe("Instead of user and password."),
      }),
    )
    .prefault([]),
});

export const alertmanager = z.strictObject({
  ...workload,
  image: image.prefault("docker.io/prom/alertmanager:v0.34.0"),
  replicas: z.int().min(1).max(5).default(1).describe("More than one form a gossip cluster."),
  storage: volume("1Gi").prefault({}),
  retention: duration.prefault("120h").describe("How long silences and notification state are kept."),
});

export const exporters = z.strictObject({
  nodeExporter: z
    .strictObject({
      ...workload,
      enabled: z.boolean().default(true),
      image: image.prefault("quay.io/prometheus/node-exporter:v1.12.1"),
    })
    .prefault({}),
  kubeStateMetrics: z
    .strictObject({
      ...workload,
      enabled: z.boolean().default(true),
      image: image.prefault("registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0"),
    })
    .prefault({}),
  cadvisor: z
    .strictObject({ enabled: z.boolean().default(true).describe("Container metrics from the kubelet.") })
    .prefault({}),
  blackbox: z
    .strictObject({
      ...workload,
      enabled: z.boolean().default(true),
      image: image.prefault("quay.io/prometheus/blackbox-exporter:v0.28.0"),
    })
    .prefault({}),
  images: z
    .strictObject({
      postgres: image.prefault("quay.io/prometheuscommunity/postgres-exporter:v0.17.1"),
      redis: image.prefault("docker.io/oliver006/redis_exporter:v1.88.0"),
      mongodb: image.prefault("docker.io/percona/mongodb_exporter:0.47.1"),
    })
    .prefault({})
    .describe("Images of the database exporters that do not name their own."),
});

export { cpu };
