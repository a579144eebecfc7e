import { z } from "./zod";
import { passwordSource, volume, workload } from "./common";
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
  sessionLifetime: interval.prefault("7d").describe("How long a login lasts."),
});
