import { secretRef } from "./common";
import { hostPort, httpUrl } from "./scalars";
import { z } from "./zod";

const common = {
  sendResolved: z.boolean().default(true).describe("Also tell when the alert ends."),
};

const templateName = z
  .string()
  .regex(/^[A-Za-z][\w.-]*$/, 'must be the name of a template such as "tumulte.title"');

const mailAddress = z
  .string()
  .regex(
    /^[^\s@<>,;"]+@[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*$/,
    'must be one e-mail address such as "oncall@shop.io", without a name',
  );

const discord = z.strictObject({
  ...common,
  type: z.literal("discord"),
  webhookUrl: secretRef.describe("URL of the Discord webhook."),
  mention: z
    .string()
    .regex(/^(@here|@everyone|<@&?\d+>)$/, 'must be "@here", "@everyone", "<@user id>" or "<@&role id>"')
    .optional()
    .describe("Mentioned for critical alerts."),
  username: z
    .string()
    .min(1)
    .max(80)
    .optional()
    .describe("Name that the message is posted under. Default: the webhook's own."),
  avatarUrl: httpUrl.optional().describe("Picture beside the message. Default: the webhook's own."),
  titleTemplate: templateName
    .optional()
    .describe("Template of the title, defined in vigie:alerting.templateFiles. Default: Vigie's own."),
  messageTemplate: templateName
    .optional()
    .describe("Template of the text, defined in vigie:alerting.templateFiles. Default: Vigie's own."),
});

const slack = z.strictObject({
  ...common,
  type: z.literal("slack"),
  webhookUrl: secretRef.describe("URL of the Slack webhook."),
  channel: z
    .string()
    .regex(/^#[a-z0-9_-]+$/, 'must be a channel such as "#alerts-critical"')
    .optional()
    .describe(
      "Channel, with its #. A webhook of a Slack app posts to its own channel whatever is written here; only the older custom integration obeys. Default: the webhook's own.",
    ),
  username: z.string().min(1).max(80).optional().describe("Name that the message is posted under."),
  titleTemplate: templateName
    .optional()
    .describe("Template of the title, defined in vigie:alerting.templateFiles. Default: Vigie's own."),
  messageTemplate: templateName
    .optional()
    .describe("Template of the text, defined in vigie:alerting.templateFiles. Default: Vigie's own."),
});

const email = z.strictObject({
  ...common,
  type: z.literal("email"),
  to: z.array(mailAddress).min(1).describe("Who is written to."),
  from: mailAddress.describe("Sender."),
  smarthost: hostPort.describe("Mail server that takes the messages, e.g. `smtp.shop.io:587`."),
  username: z.string().min(1).optional().describe("User of the mail server. Default: no login."),
  password: secretRef.optional().describe("Password of that user."),
  tls: z
    .enum(["starttls", "implicit", "none"])
    .default("starttls")
    .describe(
      "starttls: encrypted after the greeting (port 587). implicit: from the first byte (port 465). none: for a relay inside the cluster, without a login.",
    ),
});

const pagerduty = z.strictObject({
  ...common,
  type: z.literal("pagerduty"),
  routingKey: secretRef.describe("Integration key of an Events API v2 integration."),
  region: z.enum(["us", "eu"]).default("us").describe("Where the PagerDuty account lives."),
});

/** A place that a human reads. Secrets are mounted as files; Alertmanager reads them at every notification. */
export const receiver = z.discriminatedUnion("type", [discord, slack, email, pagerduty]);
export type Receiver = z.infer<typeof receiver>;
export type ReceiverOf<Type extends Receiver["type"]> = Extract<Receiver, { type: Type }>;
