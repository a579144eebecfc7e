import { z } from "./zod";
import { secretRef } from "./common";
import { receiver } from "./receivers";
import { duration, groupLabel, httpUrl, interval, label, labelName, port } from "./scalars";

/**
 * How soon somebody must look: critical at once, warning today, performance when a trend holds, info never.
 * A rule file may also say none: the Watchdog.
 */
export const severity = z.enum(["critical", "warning", "performance", "info"]);
export type Severity = z.infer<typeof severity>;

export const route = z.strictObject({
  receiver: z.string().min(1).describe("Name of a receiver, or `none`: shown in Alertmanager only."),
  severities: z.array(severity).min(1).optional().describe("Default: every severity."),
  systems: z
    .array(label)
    .min(1)
    .optional()
    .describe("Names as in the label `system`: deployment-system, crm-tpm-finance. Default: every system."),
  labels: z
    .record(labelName, z.array(z.string().min(1)).min(1))
    .optional()
    .describe(
      "Other labels of the alert and the values that this route takes, e.g. `{ area: [deployment] }`. Default: any.",
    ),
  groupBy: z.array(groupLabel).min(1).optional().describe("Default: vigie:alerting.groupBy."),
  groupWait: duration.optional().describe("Default: vigie:alerting.groupWait."),
  groupInterval: interval.optional().describe("Default: vigie:alerting.groupInterval."),
  repeatInterval: interval.optional().describe("Default: vigie:alerting.repeatInterval."),
  continue: z.boolean().default(false).describe("Also try the routes below."),
});
export type Route = z.infer<typeof route>;

/** What one stack changes about one alert; the rule file stays as it is. */
export const override = z.strictObject({
  enabled: z.boolean().default(true).describe("false: not installed, as if named in disabledAlerts."),
  threshold: z
    .number()
    .optional()
    .describe(
      "The number at the end of the alert's query, in the query's own unit; its panel and text follow.",
    ),
  for: duration.optional().describe("How long it must hold before somebody is told; `0s`: at once."),
  severity: severity.optional().describe("Decides the routes."),
});
export type Override = z.infer<typeof override>;

export const alerting = z.strictObject({
  receivers: z.record(label, receiver).prefault({}).describe("Who is told, by a name of your choice."),
  routes: z.array(route).prefault([]).describe("Tried in order; the first match wins unless `continue`."),
  groupBy: z
    .array(groupLabel)
    .prefault(["alertname", "system", "cluster"])
    .describe("Alerts that share these labels are told in one message; `...` alone: each by itself."),
  groupWait: duration
    .prefault("5s")
    .describe(
      "How long to gather alerts before the first message of a group. With a scrape interval of 15s it keeps what a dead target costs within its alert's `for` plus 45 seconds.",
    ),
  groupInterval: interval.prefault("5m").describe("How long to gather before the next message of a group."),
  repeatInterval: interval.prefault("4h").describe("When to tell again what still burns."),
  heartbeat: z
    .strictObject({
      url: secretRef.describe("Ping URL of an external dead man's switch (healthchecks.io and the like)."),
      port: port
        .optional()
        .describe("Port of that URL, for the network policy. Default: the URL's own; 443 with `fromSecret`."),
      interval: interval.prefault("1m").describe("How often it is pinged."),
    })
    .optional()
    .describe("The Watchdog alert pings it; silence there means that this stack is dead."),
  overrides: z
    .record(z.string().min(1), override)
    .prefault({})
    .describe(
      "Alerts that this stack sets otherwise than their rule file, by `<system>/<Alert>` (or `<Alert>` where one system has it): threshold, for, severity, enabled.",
    ),
  templateFiles: z
    .array(z.string().regex(/^\S+\.tmpl$/, 'must be a file such as "templates/discord.tmpl"'))
    .prefault([])
    .describe("Files of notification templates, relative to the project, that receivers may name."),
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
