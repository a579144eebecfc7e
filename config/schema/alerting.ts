import { z } from "./zod";
import { secretRef } from "./common";
import { duration, label } from "./scalars";

const common = {
  sendResolved: z.boolean().default(true).describe("Also tell when the alert ends."),
};

/** A place that a human reads. Secrets are mounted as files; Alertmanager reads them at every notification. */
export const receiver = z.discriminatedUnion("type", [
  z.strictObject({
    ...common,
    type: z.literal("discord"),
    webhookUrl: secretRef,
    mention: z
      .string()
      .regex(/^(@here|@everyone|<@&?\d+>)$/, 'must be "@here", "@everyone", "<@user id>" or "<@&role id>"')
      .optional()
      .describe("Mentioned for critical alerts."),
  }),
  z.strictObject({
    ...common,
    type: z.literal("slack"),
    webhookUrl: secretRef,
    channel: z.string().regex(/^#[a-z0-9_-]+$/, 'must be a channel such as "#alerts-critical"'),
  }),
]);
export type Receiver = z.infer<typeof receiver>;

export const severity = z.enum(["critical", "warning", "info"]);
export type Severity = z.infer<typeof severity>;

export const route = z.strictObject({
  receiver: z.string().min(1).describe("Name of a receiver, or `none`: shown in Alertmanager only."),
  severities: z.array(severity).min(1).optional().describe("Default: every severity."),
  systems: z.array(label).min(1).optional().describe("Default: every system."),
  groupWait: duration.optional(),
  groupInterval: duration.optional(),
  repeatInterval: duration.optional(),
  continue: z.boolean().default(false).describe("Also try the routes below."),
});
export type Route = z.infer<typeof route>;

export const alerting = z.strictObject({
  receivers: z.record(label, receiver).prefault({}),
  routes: z.array(route).prefault([]).describe("Tried in order; the first match wins unless `continue`."),
  groupBy: z.array(z.string().min(1)).prefault(["alertname", "system", "cluster"]),
  groupWait: duration.prefault("30s"),
  groupInterval: duration.prefault("5m"),
  repeatInterval: duration.prefault("4h"),
  heartbeat: z
    .strictObject({
      url: secretRef.describe("Ping URL of an external dead man's switch (healthchecks.io and the like)."),
      interval: duration.prefault("1m"),
    })
    .optional()
    .describe("The Watchdog alert pings it; silence there means that this stack is dead."),
  disabledAlerts: z.array(z.string().min(1)).prefault([]).describe("Names of alerts that are not installed."),
});
