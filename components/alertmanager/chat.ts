import type { ReceiverOf } from "../../config/schema/receivers";
import type { DiscordConfig, SlackConfig } from "./model";

export function discordConfig(file: string, receiver: ReceiverOf<"discord">): DiscordConfig {
  const { sendResolved, mention, username, avatarUrl } = receiver;
  return {
    webhook_url_file: file,
    send_resolved: sendResolved,
    title: template(receiver.titleTemplate ?? "vigie.title"),
    message: template(receiver.messageTemplate ?? "vigie.discord.message"),
    ...(mention === undefined ? {} : { content: mentionTemplate(mention) }),
    ...(username === undefined ? {} : { username }),
    ...(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }),
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

export function slackConfig(file: string, receiver: ReceiverOf<"slack">): SlackConfig {
  const { sendResolved, channel, username } = receiver;
  const title = template(receiver.titleTemplate ?? "vigie.title");
  return {
    api_url_file: file,
    ...(channel === undefined ? {} : { channel }),
    ...(username === undefined ? {} : { username }),
    // Slack's own default is false, Discord's true: both are written out.
    send_resolved: sendResolved,
    color: template("vigie.slack.color"),
    title,
    title_link: template("vigie.link"),
    text: template(receiver.messageTemplate ?? "vigie.slack.text"),
    fallback: title,
  };
}

/** The call of a named template with the whole notification. */
export function template(name: string): string {
  return `{{ template "${name}" . }}`;
}
