import { z } from "./zod";
import { secretRef } from "./common";
import { duration, groupLabel, httpUrl, interval, label } from "./scalars";

const common = {
  sendResolved: z.boolean().default(true).describe("Also tell when the alert ends."),
};

/** A place that a human reads. Secrets are mounted as files; Alertmanager reads them at every notification. */
export const receiver = z.discriminatedUnion("type", [
  z.strictObject({
    ...common,
    type: z.literal("discord"),
    webhookUrl: secretRef.describe("URL of the Discord webhook."),
    mention: z
      .string()
      .regex(/^(@here|@everyone|<@&?\d+>)$/, 'must be "@here", "@everyone", "<@user id>" or "<@&role id>"')
      .optional()
      .describe("Mentioned for critical alerts."),
  }),
  z.strictObject({
    ...common,
    type: z.literal("slack"),
    webhookUrl: secretRef.describe("URL of the Slack webhook."),
    channel: z
      .string()
      .regex(/^#[a-z0-9_-]+$/, 'must be a channel such as "#alerts-critical"')
      .describe("Channel, with its #."),
  }),
]);
export type Receiver = z.infer<typeof receiver>;

export const severity = z.enum(["critical", "warning", "info"]);
export type Severity = z.infer<typeof severity>;

export const route = z.strictObject({
  receiver: z.string().min(1).describe("Name of a receiver, or `none`: shown in Alertmanager only."),
  severities: z.array(severity).min(1).optional().describe("Default: every severity."),
  systems: z.array(label).min(1).optional().describe("Default: every system."),
  groupWait: duration.optional().describe("Default: vigie:alerting.groupWait."),
  groupInterval: interval.optional().describe("Default: vigie:alerting.groupInterval."),
  repeatInterval: interval.optional().describe("Default: vigie:alerting.repeatInterval."),
  continue: z.boolean().default(false).describe("Also try the routes below."),
});
export type Route = z.infer<typeof route>;

export const alerting = z.strictObject({
  receivers: z.record(label, receiver).prefault({}).describe("Who is told, by a name of your choice."),
  routes: z.array(route).prefault([]).describe("Tried in order; the first match wins unless `continue`."),
  groupBy: z
    .array(groupLabel)
    .prefault(["alertname", "system", "cluster"])
    .describe("Alerts that share these labels are told in one message; `...` alone: each by itself."),
  groupWait: duration
    .prefault("10s")
    .describe(
      "How long to gather alerts before the first message of a group. With the scrape and evaluation intervals of 15s each it keeps what a dead target costs within its alert's `for` plus 45 seconds.",
    ),
  groupInterval: interval.prefault("5m").describe("How long to gather before the next message of a group."),
  repeatInterval: interval.prefault("4h").describe("When to tell again what still burns."),
  heartbeat: z
    .strictObject({
      url: secretRef.describe("Ping URL of an external dead man's switch (healthchecks.io and the like)."),
      interval: interval.prefault("1m").describe("How often it is pinged."),
    })
    .optional()
    .describe("The Watchdog alert pings it; silence there means that this stack is dead."),
  runbookBaseUrl: httpUrl
    .optional()
    .describe(
      "Where a browser finds `docs/runbooks` of your copy of this repository, e.g. `https://github.com/you/vigie/blob/main/docs/runbooks`; every alert then links its page there as `runbook_url`. Default: the same page in Grafana, in the dashboard `Runbooks: <system>`.",
    ),
  disabledAlerts: z
    .array(z.string().min(1))
    .prefault([])
    .describe("Alerts that are not installed: `<Alert>` where one system has it, else `<system>/<Alert>`."),
});
