/** Names of the notification templates that come with the program, in the order of its file. Users' own may have none of them. */
export const OWN_TEMPLATES = [
  "vigie.title",
  "vigie.link",
  "vigie.discord.message",
  "vigie.slack.text",
  "vigie.slack.color",
  "vigie.pagerduty.severity",
  "vigie.email.text",
  "vigie.email.html",
] as const;
export type OwnTemplate = (typeof OWN_TEMPLATES)[number];
