import { z } from "./zod";
import { alerting } from "./alerting";
import { database } from "./databases";
import { cloudflare, exposure } from "./exposure";
import { grafana } from "./grafana";
import { logs, loki } from "./logs";
import { alertmanager, exporters, prometheus } from "./metrics";
import { cluster, environment, namespace, platform, profile, scheduling } from "./platform";
import { label } from "./scalars";
import { app, systems } from "./systems";

/**
 * The stack file: one key of `config:` per field, all under the project's own prefix (`vigie:prometheus: …`).
 * The whole program's settings type derives from this one schema; unknown keys are errors at every depth.
 */
export const stackFile = z.strictObject({
  environment,
  platform,
  profile: profile.default("small"),
  cluster: cluster.describe("Name of the cluster and how to reach it."),
  namespace: namespace
    .prefault({})
    .describe("Namespaces of the stack, Pod Security, quota and network policies."),
  scheduling: scheduling
    .prefault({})
    .describe("Storage class, node selection, pull secrets, registry mirror and protection of every object."),
  prometheus: prometheus
    .prefault({})
    .describe("Prometheus: volume, retention, intervals, discovery, remote write."),
  alertmanager: alertmanager.prefault({}).describe("Alertmanager: replicas, volume, retention."),
  alerting: alerting.prefault({}).describe("Receivers, routes, timings and the heartbeat."),
  grafana: grafana.prefault({}).describe("Grafana: volume, administrator, what users may edit."),
  loki: loki.prefault({}).describe("Loki: volume or object storage, retention."),
  logs: logs.prefault({}).describe("Log collector: which one, and what it reads."),
  exporters: exporters
    .prefault({})
    .describe("node-exporter, kube-state-metrics, cAdvisor, blackbox, and images of the database exporters."),
  databases: z
    .array(database)
    .prefault([])
    .describe("Exporters for PostgreSQL, Redis and MongoDB, beside or away from the database."),
  exposure: exposure.prefault({}).describe("Public routes: host, way in, authentication, TLS."),
  cloudflare: cloudflare.optional().describe("Cloudflare Tunnel, needed by routes that go through it."),
  systems: systems.prefault({}).describe("Products that come with this program."),
  apps: z.record(label, app).prefault({}).describe("Your own products, described in the stack file alone."),
});

/** What a user writes. */
export type StackFile = z.input<typeof stackFile>;
/** What the program reads: validated, defaults filled in, frozen. Holds no secret value, only references. */
export type Settings = Readonly<z.output<typeof stackFile>>;

export type Environment = Settings["environment"];
export type Platform = Settings["platform"];
export type Profile = Settings["profile"];
