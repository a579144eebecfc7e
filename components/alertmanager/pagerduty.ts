import type { ReceiverOf } from "../../config/schema/receivers";
import { template } from "./chat";
import type { PagerdutyConfig } from "./model";

/** Events API v2 of each service region. https://support.pagerduty.com/main/docs/service-regions */
const URLS = {
  us: "https://events.pagerduty.com/v2/enqueue",
  eu: "https://events.eu.pagerduty.com/v2/enqueue",
} as const;

/** One incident per group of alerts; a link without a target is left out by Alertmanager itself. */
export function pagerdutyConfig(file: string, receiver: ReceiverOf<"pagerduty">): PagerdutyConfig {
  return {
    routing_key_file: file,
    url: URLS[receiver.region],
    send_resolved: receiver.sendResolved,
    client: "Vigie",
    client_url: template("vigie.link"),
    description: template("vigie.title"),
    severity: template("vigie.pagerduty.severity"),
    component: "{{ .CommonLabels.system }}",
    group: "{{ .CommonLabels.cluster }}",
    links: [
      { href: "{{ .CommonAnnotations.runbook_url }}", text: "Runbook" },
      { href: "{{ .CommonAnnotations.dashboard_url }}", text: "Dashboard" },
      { href: "{{ .CommonAnnotations.logs_url }}", text: "Logs" },
    ],
  };
}
