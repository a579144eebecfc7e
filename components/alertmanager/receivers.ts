import { HEARTBEAT, NOBODY } from "../../config/routing";
import type { Settings } from "../../config/schema";
import type { SecretRef } from "../../config/schema/common";
import type { Receiver } from "../../config/schema/receivers";
import { discordConfig, slackConfig } from "./chat";
import { emailConfig } from "./email";
import type { ReceiverConfig } from "./model";
import { pagerdutyConfig } from "./pagerduty";
import { SECRETS_DIR } from "./paths";

type Alerting = Settings["alerting"];

const HEARTBEAT_FILE = "heartbeat-url";

/** Every receiver; secrets are file names only, read again at each notification. */
export function receiverConfigs(alerting: Alerting): ReceiverConfig[] {
  const named = Object.entries(alerting.receivers).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    { name: NOBODY },
    ...(alerting.heartbeat === undefined ? [] : [heartbeat()]),
    ...named.map(([name, receiver]) => receiverConfig(name, receiver)),
  ];
}

/** Files in the mounted secrets, with where each value comes from. */
export function secretFiles(alerting: Alerting): Readonly<Record<string, SecretRef>> {
  const files = Object.entries(alerting.receivers).flatMap(([name, receiver]) => {
    const secret = secretOf(receiver);
    return secret === undefined ? [] : [[fileName(name), secret] as const];
  });
  return {
    ...Object.fromEntries(files),
    ...(alerting.heartbeat === undefined ? {} : { [HEARTBEAT_FILE]: alerting.heartbeat.url }),
  };
}

/** The one secret of a receiver; a mail relay may need none. */
function secretOf(receiver: Receiver): SecretRef | undefined {
  switch (receiver.type) {
    case "discord":
    case "slack":
      return receiver.webhookUrl;
    case "email":
      return receiver.password;
    case "pagerduty":
      return receiver.routingKey;
  }
}

function receiverConfig(name: string, receiver: Receiver): ReceiverConfig {
  const file = `${SECRETS_DIR}/${fileName(name)}`;
  switch (receiver.type) {
    case "discord":
      return { name, discord_configs: [discordConfig(file, receiver)] };
    case "slack":
      return { name, slack_configs: [slackConfig(file, receiver)] };
    case "email":
      return { name, email_configs: [emailConfig(file, receiver)] };
    case "pagerduty":
      return { name, pagerduty_configs: [pagerdutyConfig(file, receiver)] };
  }
}

/** The external dead man's switch; a resolved Watchdog is not a sign of life. */
function heartbeat(): ReceiverConfig {
  const webhook = { url_file: `${SECRETS_DIR}/${HEARTBEAT_FILE}`, send_resolved: false, max_alerts: 1 };
  return { name: HEARTBEAT, webhook_configs: [webhook] };
}

function fileName(receiver: string): string {
  return `receiver-${receiver}`;
}
