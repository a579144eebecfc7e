import { z } from "./zod";
import { passwordSource, volume, workload } from "./common";
import { oauth } from "./oauth";
import { image, interval } from "./scalars";

export const grafana = z.strictObject({
  ...workload,
  image: image.prefault("docker.io/grafana/grafana:13.2.3").describe("Grafana itself."),
  storage: volume("5Gi")
    .prefault({})
    .describe("Volume of Grafana's database: users, their edits, preferences."),
  adminUser: z.string().min(1).default("admin").describe("Name of the administrator."),
  adminPassword: passwordSource
    .prefault({ generate: true })
    .describe("Kept in the Secret `grafana-credentials`, key `admin-password`."),
  oauth: oauth
    .optional()
    .describe(
      "Log in with Google or GitHub beside the login form; needs vigie:exposure.grafana, and `<address>/login/google` or `/login/github` as the client's redirect. Default: the form alone.",
    ),
  allowUiUpdates: z
    .boolean()
    .default(true)
    .describe(
      "Let users save provisioned dashboards. Their edits live in Grafana's volume until the provisioned file itself changes.",
    ),
  defaultTheme: z
    .enum(["dark", "light", "system"])
    .default("dark")
    .describe("Theme for users who have not chosen one."),
  database: z
    .strictObject({
      maxIdleConn: z
        .int()
        .min(0)
        .optional()
        .describe("Connections kept open while idle. Default: Grafana's own, 2."),
      maxOpenConn: z
        .int()
        .min(0)
        .optional()
        .describe("Connections at once; 0: no limit. Default: Grafana's own, 0."),
      connMaxLifetime: interval
        .optional()
        .describe("How long a connection is used. Default: Grafana's own, 14400s."),
    })
    .prefault({})
    .describe(
      "Connection pool of Grafana's database; with the SQLite that comes with it there is little to pool.",
    ),
  sessionLifetime: interval.prefault("7d").describe("How long a login lasts."),
});
