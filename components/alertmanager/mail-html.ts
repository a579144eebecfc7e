import { firingText, LINKS, list, NAME, TEXT } from "./template-text";

const MOST = 50;

/** The mail as HTML; Alertmanager's HTML templates escape every value by themselves. */
export function mailHtml(): string {
  return [
    `{{ if .CommonAnnotations.summary }}<p><strong>{{ printf "%.${TEXT}s" .CommonAnnotations.summary }}</strong></p>\n{{ end }}`,
    "<ul>",
    list("Firing", MOST, `<li><strong>${name()}</strong> ${firingText()}${links()}</li>\n`, "<br>\n"),
    list("Resolved", MOST, `<li>resolved: ${name()} {{ .Labels.instance }}</li>\n`, "<br>\n"),
    "</ul>\n",
    '<p><a href="{{ template "vigie.link" . }}">Alertmanager</a></p>',
  ].join("");
}

function name(): string {
  return `{{ printf "%.${NAME}s" .Labels.alertname }}`;
}

/** Each alert's own, since a mail has room for them. */
function links(): string {
  return LINKS.map(
    ([annotation, text]) =>
      `{{ if .Annotations.${annotation} }} <a href="{{ .Annotations.${annotation} }}">${text}</a>{{ end }}`,
  ).join("");
}
