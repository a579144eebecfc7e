import { z } from "./zod";
import { secretRef, volume, workload } from "./common";
import { httpUrl, image, interval, labelName, size } from "./scalars";

export const prometheus = z.strictObject({
  ...workload,
  image: image.prefault("docker.io/prom/prometheus:v3.15.0").describe("Prometheus itself."),
  storage: volume("20Gi").prefault({}).describe("Volume of the samples."),
  retention: z
    .strictObject({
      time: interval.prefault("30d").describe("Samples older than this are deleted."),
      size: size.optional().describe("Blocks are deleted above this. Default: 85 % of the volume."),
    })
    .prefault({})
    .describe("How long samples are kept."),
  scrapeInterval: interval.prefault("15s").describe("How often every target is asked."),
  scrapeTimeout: interval.prefault("10s").describe("How long a target may take; at most the interval."),
  evaluationInterval: interval.prefault("15s").describe("How often rules are evaluated."),
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
        name: z.string().min(1).describe("Name of the receiving end, for its own metrics."),
        url: httpUrl.describe("Where to send, without a login in it."),
        username: z.string().min(1).optional().describe("Basic-auth user; needs `password`."),
        password: secretRef.optional().describe("Basic-auth password."),
        bearerToken: secretRef.optional().describe("Instead of user and password."),
      }),
    )
    .prefault([])
    .describe("Further places that get every sample."),
});

export const alertmanager = z.strictObject({
  ...workload,
  image: image.prefault("docker.io/prom/alertmanager:v0.34.0").describe("Alertmanager itself."),
  replicas: z.int().min(1).max(5).default(1).describe("More than one form a gossip cluster."),
  storage: volume("1Gi").prefault({}).describe("Volume of silences and notification state, one per replica."),
  retention: interval.prefault("120h").describe("How long silences and notification state are kept."),
});

export const exporters = z.strictObject({
  nodeExporter: z
    .strictObject({
      ...workload,
      enabled: z.boolean().default(true).describe("false: not installed."),
      image: image
        .prefault("quay.io/prometheus/node-exporter:v1.12.1")
        .describe("The exporter, one pod per node."),
    })
    .prefault({})
    .describe("Metrics of the nodes: CPU, memory, disks, network."),
  kubeStateMetrics: z
    .strictObject({
      ...workload,
      enabled: z.boolean().default(true).describe("false: not installed."),
      image: image
        .prefault("registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0")
        .describe("The exporter."),
    })
    .prefault({})
    .describe("Metrics of the Kubernetes objects: Deployments, pods, jobs, volumes."),
  cadvisor: z
    .strictObject({ enabled: z.boolean().default(true).describe("Container metrics from the kubelet.") })
    .prefault({})
    .describe("Metrics of the containers."),
  blackbox: z
    .strictObject({
      ...workload,
      enabled: z.boolean().default(true).describe("false: not installed."),
      image: image.prefault("quay.io/prometheus/blackbox-exporter:v0.28.0").describe("The exporter."),
    })
    .prefault({})
    .describe("HTTP probes from inside the cluster."),
  images: z
    .strictObject({
      postgres: image
        .prefault("quay.io/prometheuscommunity/postgres-exporter:v0.17.1")
        .describe("PostgreSQL exporter."),
      redis: image.prefault("docker.io/oliver006/redis_exporter:v1.88.0").describe("Redis exporter."),
      mongodb: image.prefault("docker.io/percona/mongodb_exporter:0.47.1").describe("MongoDB exporter."),
    })
    .prefault({})
    .describe("Images of the database exporters that do not name their own."),
});
