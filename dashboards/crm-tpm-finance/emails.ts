import type { DashboardInput, DashboardJson } from "../contract";
import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { crmDashboard, RULES } from "./frame";
import { api } from "./select";

export const CRM_EMAILS = {
  uid: "crm-tpm-finance-emails",
  title: "CRM TPM Finance - Email marketing performance",
} as const;

/** Words for a failure, as the alert has them: the values of `status` are not specified (CRM-Q5). */
const FAILED = 'status=~"(?i:fail|error|bounce|reject|refuse|undeliver).*"';

/** CRM-119, of what the API exposes: e-mails sent by status and opened. */
export function crmEmails(input: DashboardInput): DashboardJson {
  return crmDashboard({
    ...CRM_EMAILS,
    description: "CRM TPM Finance: how many e-mails go out, how many are opened, how many fail.",
    variables: [],
    // A campaign is read over days.
    from: "7d",
    rows: [
      {
        panels: [
          overADay("sent", "E-mails sent (24h)", "emails_sent_total"),
          overADay("opened", "E-mails opened (24h)", "emails_opened_total"),
          openRate(),
          byStatus(),
          opened(),
          failures(input.threshold(RULES, "EmailsSendingFailed")),
        ],
      },
    ],
  });
}

/** CRM-38, CRM-39 */
function overADay(key: string, title: string, metric: string): PanelSpec {
  return {
    key,
    type: "stat",
    title,
    description: "Within the last 24 hours, whatever their status; a restart of the API does not lose count.",
    unit: "short",
    decimals: 0,
    noValue: "0",
    queries: [{ expr: `sum(increase(${api(metric)}[1d]))`, legend: "e-mails", instant: true }],
  };
}

/** Opened of those that did not fail, over a day: an e-mail is opened long after it was sent. */
function openRate(): PanelSpec {
  const delivered = api("emails_sent_total", FAILED.replace("=~", "!~"));
  return {
    key: "open-rate",
    type: "stat",
    title: "Open rate (24h)",
    description: "E-mails opened as a share of those sent and not failed, within the last 24 hours.",
    unit: "percent",
    decimals: 1,
    min: 0,
    noValue: "no e-mail",
    queries: [
      {
        expr: `sum(increase(${api("emails_opened_total")}[1d])) / sum(increase(${delivered}[1d])) * 100`,
        legend: "opened",
        instant: true,
      },
    ],
  };
}

/** CRM-38: shows also which values of `status` there are. */
function byStatus(): PanelSpec {
  return {
    key: "by-status",
    type: "timeseries",
    title: "E-mails by status",
    description: "E-mails per hour by status. A campaign is a hill; a status that only now appears is news.",
    unit: "short",
    min: 0,
    stacked: true,
    queries: [{ expr: `sum by (status) (increase(${api("emails_sent_total")}[1h]))`, legend: "{{status}}" }],
  };
}

/** CRM-39 */
function opened(): PanelSpec {
  return {
    key: "opened-over-time",
    type: "timeseries",
    title: "E-mails opened",
    description: "E-mails opened per hour: what a campaign sets off, and for how long.",
    unit: "short",
    min: 0,
    queries: [{ expr: `sum(increase(${api("emails_opened_total")}[1h]))`, legend: "opened" }],
  };
}

/** CRM-59 */
function failures(tooMany: number): PanelSpec {
  return {
    key: "failures",
    type: "timeseries",
    title: "E-mails that fail",
    description: "E-mails per second that could not be sent. EmailsSendingFailed fires above the line.",
    unit: "short",
    min: 0,
    noValue: "none",
    steps: above(tooMany),
    queries: [
      {
        expr: `sum(rate(${api("emails_sent_total", FAILED)}[$__rate_interval]))`,
        legend: "failed",
        window: "5m",
      },
    ],
  };
}
