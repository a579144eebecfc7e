import { OWN_TEMPLATES, type OwnTemplate } from "../../base/own-templates";
import { mailHtml } from "./mail-html";
import { firingText, LINKS, list, NAME, TEXT } from "./template-text";
import type { Listed } from "./template-text";

/** How many alerts of a group are listed; the rest is counted. A mail has room for more. */
const CHAT: Listed = { firing: 8, resolved: 4 };
const MAILED: Listed = { firing: 50, resolved: 50 };

/**
 * Compact messages. Discord cuts a title at 256 and a message at 4096 characters without a trace, and its default template
 * fits 9 alerts of 40; here the worst case stays below both. Slack gets the same list in its own markup.
 * `printf "%.200s"` counts characters, not bytes. https://prometheus.io/docs/alerting/latest/notifications/
 */
export function messageTemplates(): string {
  const bodies: Readonly<Record<OwnTemplate, string>> = {
    "vigie.title": TITLE,
    "vigie.link": "{{ .ExternalURL }}/#/alerts?receiver={{ .Receiver | urlquery }}",
    "vigie.discord.message": message({ bold: "**", link: markdownLink }),
    "vigie.slack.text": message({ bold: "*", link: slackLink }),
    "vigie.slack.color": SLACK_COLOR,
    "vigie.pagerduty.severity": PAGERDUTY_SEVERITY,
    "vigie.email.text": message({ bold: "", link: plainLink }, MAILED),
    "vigie.email.html": mailHtml(),
  };
  return OWN_TEMPLATES.map((name) => define(name, bodies[name])).join("\n");
}

interface Markup {
  readonly bold: string;
  /** Both are template text. */
  link(url: string, text: string): string;
}

function markdownLink(url: string, text: string): string {
  return `[${text}](${url})`;
}

function slackLink(url: string, text: string): string {
  return `<${url}|${text}>`;
}

function plainLink(url: string, text: string): string {
  return `${text}: ${url}`;
}

function define(name: OwnTemplate, body: string): string {
  return `{{ define "${name}" }}${body}{{ end }}\n`;
}

/** `CRITICAL 3: NodeDiskFull (platform, production)`, `RESOLVED 1: several alerts`. */
const TITLE =
  '{{ if eq .Status "firing" }}{{ if .CommonLabels.severity }}{{ .CommonLabels.severity | toUpper }}{{ else }}FIRING{{ end }}' +
  " {{ .Alerts.Firing | len }}{{ else }}RESOLVED {{ .Alerts.Resolved | len }}{{ end }}: " +
  `{{ if .CommonLabels.alertname }}{{ printf "%.100s" .CommonLabels.alertname }}{{ else }}several alerts{{ end }}` +
  '{{ if .CommonLabels.system }} ({{ printf "%.60s" .CommonLabels.system }}' +
  "{{ if .CommonLabels.environment }}, {{ .CommonLabels.environment }}{{ end }}){{ end }}";

const SLACK_COLOR =
  '{{ if ne .Status "firing" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}';

/** Its own words for how bad; anything else is refused. https://developer.pagerduty.com/docs/send-alert-event */
const PAGERDUTY_SEVERITY =
  '{{ if eq .CommonLabels.severity "critical" }}critical{{ else if eq .CommonLabels.severity "info" }}info{{ else }}warning{{ end }}';

function message(markup: Markup, listed: Listed = CHAT): string {
  return [
    `{{ if .CommonAnnotations.summary }}${bold(markup, `{{ printf "%.${TEXT}s" .CommonAnnotations.summary }}`)}\n{{ end }}`,
    list("Firing", listed.firing, `${firingLine(markup)}\n`, "\n"),
    list("Resolved", listed.resolved, `${resolvedLine()}\n`, "\n"),
    footer(markup),
  ].join("");
}

function bold({ bold: mark }: Markup, text: string): string {
  return `${mark}${text}${mark}`;
}

function firingLine(markup: Markup): string {
  return (
    "- {{ if not $.CommonLabels.alertname }}" +
    bold(markup, `{{ printf "%.${NAME}s" .Labels.alertname }}`) +
    " {{ end }}" +
    firingText()
  );
}

function resolvedLine(): string {
  return (
    `- resolved: {{ printf "%.${NAME}s" .Labels.alertname }}` +
    `{{ if .Labels.instance }} {{ printf "%.${NAME}s" .Labels.instance }}{{ end }}`
  );
}

/** Links that all alerts of the group share; a link is whole or not there. */
function footer(markup: Markup): string {
  return (
    LINKS.map(
      ([annotation, text]) =>
        `{{ if .CommonAnnotations.${annotation} }}${markup.link(`{{ .CommonAnnotations.${annotation} }}`, text)} · {{ end }}`,
    ).join("") + markup.link('{{ template "vigie.link" . }}', "Alertmanager")
  );
}
