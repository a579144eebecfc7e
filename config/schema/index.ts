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
  cluster,
  namespace: namespace.prefault({}),
  scheduling: scheduling.prefault({}),
  prometheus: prometheus.prefault({}),
  alertmanager: alertmanager.prefault({}),
  alerting: alerting.prefault({}),
  grafana: grafana.prefault({}),
  loki: loki.prefault({}),
  logs: logs.prefault({}),
  exporters: exporters.prefault({}),
  databases: z.array(database).prefault([]),
  exposure: exposure.prefault({}),
  cloudflare: cloudflare.optional(),
  systems: systems.prefault({}),
  apps: z.record(label, app).prefault({}),
});

/** What a user writes. */
export type StackFile = z.input<typeof stackFile>;
/** What the program reads: validated, defaults filled in, frozen. Holds no secret value, only references. */
export type Settings = Readonly<z.output<typeof stackFile>>;

export type Environment = Settings["environment"];
export type Platform = Settings["platform"];
export type Profile = Settings["profile"];
