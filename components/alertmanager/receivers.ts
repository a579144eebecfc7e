import type { Settings } from "../../config/schema";
import type { Receiver } from "../../config/schema/alerting";
import type { SecretRef } from "../../config/schema/common";
import type { DiscordConfig, ReceiverConfig, SlackConfig } from "./model";
import { SECRETS_DIR } from "./paths";
import { HEARTBEAT, NOBODY } from "./routes";

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
  const files = Object.entries(alerting.receivers).map(([name, { webhookUrl }]) => [
    webhookFile(name),
    webhookUrl,
  ]);
  return {
    ...(Object.fromEntries(files) as Record<string, SecretRef>),
    ...(alerting.heartbeat === undefined ? {} : { [HEARTBEAT_FILE]: alerting.heartbeat.url }),
  };
}

function receiverConfig(name: string, receiver: Receiver): ReceiverConfig {
  switch (receiver.type) {
    case "discord":
      return { name, discord_configs: [discord(webhookFile(name), receiver)] };
    case "slack":
      return { name, slack_configs: [slack(webhookFile(name), receiver)] };
  }
}

function discord(file: string, { sendResolved, mention }: Receiver & { type: "discord" }): DiscordConfig {
  return {
    webhook_url_file: `${SECRETS_DIR}/${file}`,
    send_resolved: sendResolved,
    title: '{{ template "vigie.title" . }}',
    message: '{{ template "vigie.discord.message" . }}',
    ...(mention === undefined ? {} : { content: mentionTemplate(mention) }),
  };
}

/** A mention works in `content` alone; of a group with one firing critical alert it is said once. */
function mentionTemplate(mention: string): string {
  return (
    "{{ $critical := false }}" +
    '{{ range .Alerts.Firing }}{{ if eq .Labels.severity "critical" }}{{ $critical = true }}{{ end }}{{ end }}' +
    `{{ if $critical }}${mention}{{ end }}`
  );
}

function slack(file: string, { sendResolved, channel }: Receiver & { type: "slack" }): SlackConfig {
  return {
    api_url_file: `${SECRETS_DIR}/${file}`,
    channel,
    // Slack's own default is false, Discord's true: both are written out.
    send_resolved: sendResolved,
    color: '{{ template "vigie.slack.color" . }}',
    title: '{{ template "vigie.title" . }}',
    title_link: '{{ template "vigie.link" . }}',
    text: '{{ template "vigie.slack.text" . }}',
    fallback: '{{ template "vigie.title" . }}',
  };
}

/** The external dead man's switch; a resolved Watchdog is not a sign of life. */
function heartbeat(): ReceiverConfig {
  const webhook = { url_file: `${SECRETS_DIR}/${HEARTBEAT_FILE}`, send_resolved: false, max_alerts: 1 };
  return { name: HEARTBEAT, webhook_configs: [webhook] };
}

function webhookFile(receiver: string): string {
  return `receiver-${receiver}`;
}
