/** How many alerts of a group are listed; the rest is counted. */
const LISTED = 8;
const LISTED_RESOLVED = 4;
/** Longest description and name in the list, in characters. */
const TEXT = 200;
const NAME = 60;

/**
 * Compact messages. Discord cuts a title at 256 and a message at 4096 characters without a trace, and its default template
 * fits 9 alerts of 40; here the worst case stays below both. Slack gets the same list in its own markup.
 * `printf "%.200s"` counts characters, not bytes. https://prometheus.io/docs/alerting/latest/notifications/
 */
export function messageTemplates(): string {
  return [
    define("vigie.title", TITLE),
    define("vigie.link", "{{ .ExternalURL }}/#/alerts?receiver={{ .Receiver | urlquery }}"),
    define("vigie.discord.message", message({ bold: "**", link: markdownLink })),
    define("vigie.slack.text", message({ bold: "*", link: slackLink })),
    define("vigie.slack.color", SLACK_COLOR),
  ].join("\n");
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

function define(name: string, body: string): string {
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

function message(markup: Markup): string {
  return [
    `{{ if .CommonAnnotations.summary }}${bold(markup, `{{ printf "%.${TEXT}s" .CommonAnnotations.summary }}`)}\n{{ end }}`,
    list("Firing", LISTED, firingLine(markup)),
    list("Resolved", LISTED_RESOLVED, resolvedLine()),
    footer(markup),
  ].join("");
}

function bold({ bold: mark }: Markup, text: string): string {
  return `${mark}${text}${mark}`;
}

/** The first alerts of one state, then how many there are more: `len` of the rest, as templates cannot subtract. */
function list(state: "Firing" | "Resolved", most: number, line: string): string {
  return (
    `{{ $all := .Alerts.${state} }}{{ $shown := $all }}` +
    `{{ if gt (len $all) ${most} }}{{ $shown = slice $all 0 ${most} }}{{ end }}` +
    `{{ range $shown }}${line}\n{{ end }}` +
    `{{ if gt (len $all) ${most} }}+{{ len (slice $all ${most}) }} more ${state.toLowerCase()}\n{{ end }}`
  );
}

function firingLine(markup: Markup): string {
  return (
    "- {{ if not $.CommonLabels.alertname }}" +
    bold(markup, `{{ printf "%.${NAME}s" .Labels.alertname }}`) +
    " {{ end }}" +
    `{{ if .Annotations.description }}{{ printf "%.${TEXT}s" .Annotations.description }}` +
    `{{ else }}{{ printf "%.${TEXT}s" .Annotations.summary }}{{ end }}`
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
  const shared = [
    ["runbook_url", "Runbook"],
    ["dashboard_url", "Dashboard"],
  ] as const;
  return (
    shared
      .map(
        ([annotation, text]) =>
          `{{ if .CommonAnnotations.${annotation} }}${markup.link(`{{ .CommonAnnotations.${annotation} }}`, text)} · {{ end }}`,
      )
      .join("") + markup.link('{{ template "vigie.link" . }}', "Alertmanager")
  );
}
