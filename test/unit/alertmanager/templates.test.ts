import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { messageTemplates } from "../../../components/alertmanager/templates";
import { withFiles } from "../../kit/files";
import { toolPath } from "../../tools/install";

const run = promisify(execFile);

/** Discord's limits, in characters: https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
const TITLE_LIMIT = 256;
const MESSAGE_LIMIT = 4096;

interface Alert {
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

function alert(index: number, status: Alert["status"], text = "is full"): Alert {
  return {
    status,
    labels: { alertname: "DiskFull", severity: "critical", system: "shop", instance: `10.0.0.${index}:9100` },
    annotations: {
      summary: "A disk is full.",
      description: `Disk ${index} ${text}`,
      runbook_url: "https://example.org/runbooks/DiskFull.md",
      dashboard_url: "https://grafana.example.org/d/nodes?viewPanel=4",
    },
  };
}

function shared(alerts: readonly Alert[], field: "labels" | "annotations"): Record<string, string> {
  const entries = Object.entries(alerts[0]?.[field] ?? {});
  return Object.fromEntries(
    entries.filter(([name, value]) => alerts.every((other) => other[field][name] === value)),
  );
}

/** What Alertmanager makes of a template for this group, by its own tool. */
async function rendered(
  template: string,
  alerts: readonly Alert[],
  type: "text" | "html" = "text",
): Promise<string> {
  const data = {
    receiver: "pager",
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    alerts,
    groupLabels: {},
    commonLabels: shared(alerts, "labels"),
    commonAnnotations: shared(alerts, "annotations"),
    externalURL: "https://alerts.example.org",
  };
  const files = { "vigie.tmpl": messageTemplates(), "data.json": JSON.stringify(data) };
  return withFiles(files, async (folder) => {
    const { stdout } = await run(toolPath("amtool"), [
      "template",
      "render",
      `--template.glob=${join(folder, "*.tmpl")}`,
      `--template.type=${type}`,
      `--template.data=${join(folder, "data.json")}`,
      `--template.text={{ template "${template}" . }}`,
    ]);
    return stdout;
  });
}

const TWO = [alert(1, "firing"), alert(2, "firing")];

it("says how bad, how many, what and where in the title", async () => {
  expect(await rendered("vigie.title", TWO)).toBe("CRITICAL 2: DiskFull (shop)");
});

it("says when it is over", async () => {
  expect(await rendered("vigie.title", [alert(1, "resolved")])).toBe("RESOLVED 1: DiskFull (shop)");
});

it("lists the alerts below their common summary, with the links at the end", async () => {
  expect(await rendered("vigie.discord.message", [...TWO, alert(3, "resolved")])).toBe(
    [
      "**A disk is full.**",
      "- Disk 1 is full",
      "- Disk 2 is full",
      "- resolved: DiskFull 10.0.0.3:9100",
      "[Runbook](https://example.org/runbooks/DiskFull.md) · [Dashboard](https://grafana.example.org/d/nodes?viewPanel=4)" +
        " · [Alertmanager](https://alerts.example.org/#/alerts?receiver=pager)",
    ].join("\n"),
  );
});

it("speaks Slack's markup to Slack", async () => {
  expect(await rendered("vigie.slack.text", [alert(1, "firing")])).toBe(
    [
      "*A disk is full.*",
      "- Disk 1 is full",
      "<https://example.org/runbooks/DiskFull.md|Runbook> · <https://grafana.example.org/d/nodes?viewPanel=4|Dashboard>" +
        " · <https://alerts.example.org/#/alerts?receiver=pager|Alertmanager>",
    ].join("\n"),
  );
});

it("writes a mail as plain text", async () => {
  expect(await rendered("vigie.email.text", TWO)).toBe(
    [
      "A disk is full.",
      "- Disk 1 is full",
      "- Disk 2 is full",
      "Runbook: https://example.org/runbooks/DiskFull.md · Dashboard: https://grafana.example.org/d/nodes?viewPanel=4" +
        " · Alertmanager: https://alerts.example.org/#/alerts?receiver=pager",
    ].join("\n"),
  );
});

it("writes a mail as HTML, in which a value of a label is text", async () => {
  const html = await rendered(
    "vigie.email.html",
    [alert(1, "firing", "has <b>&"), alert(2, "resolved")],
    "html",
  );

  expect(html).toContain("<li><strong>DiskFull</strong> Disk 1 has &lt;b&gt;&amp;");
  expect(html).toContain('<a href="https://grafana.example.org/d/nodes?viewPanel=4">Dashboard</a>');
  expect(html).toContain("<li>resolved: DiskFull 10.0.0.2:9100</li>");
  expect(html).toContain('<a href="https://alerts.example.org/#/alerts?receiver=pager">Alertmanager</a>');
});

it.each([
  ["critical", "critical"],
  ["warning", "warning"],
  ["performance", "warning"],
  ["info", "info"],
] as const)("%s is %s to PagerDuty", async (severity, told) => {
  const one = { ...alert(1, "firing"), labels: { alertname: "A", severity } };
  expect(await rendered("vigie.pagerduty.severity", [one])).toBe(told);
});

it("names each alert where a group holds several", async () => {
  const other = { ...alert(2, "firing"), labels: { alertname: "NodeDown", severity: "warning" } };
  const group = [alert(1, "firing"), other];

  expect(await rendered("vigie.title", group)).toBe("FIRING 2: several alerts");
  expect(await rendered("vigie.discord.message", group)).toContain("- **NodeDown** Disk 2 is full");
});

it.each([
  ["danger", [alert(1, "firing")]],
  ["warning", [{ ...alert(1, "firing"), labels: { alertname: "A", severity: "warning" } }]],
  ["good", [alert(1, "resolved")]],
] as const)("is %s in Slack's colours", async (colour, alerts) => {
  expect(await rendered("vigie.slack.color", alerts)).toBe(colour);
});

/** Grafana's Explore keeps the whole query in the address. */
function longAlert(index: number, status: Alert["status"]): Alert {
  const one = alert(index, status, "é".repeat(600));
  const logsUrl = `https://grafana.example.org/explore?panes=${"%7B".repeat(200)}`;
  return { ...one, annotations: { ...one.annotations, logs_url: logsUrl } };
}

describe("a flood of long alerts", () => {
  const long = (status: Alert["status"]) => (index: number) => ({
    ...longAlert(index, status),
    labels: {
      alertname: "N".repeat(300),
      severity: "critical",
      system: "s".repeat(100),
      environment: "production",
      instance: `${index}${"i".repeat(300)}`,
    },
  });
  const numbers = Array.from({ length: 40 }, (_, index) => index);
  const flood = [...numbers.map(long("firing")), ...numbers.map(long("resolved"))];

  it("stays below Discord's limits and says how many are not listed", async () => {
    const message = await rendered("vigie.discord.message", flood);
    const title = await rendered("vigie.title", flood);

    expect(Array.from(title).length).toBeLessThanOrEqual(TITLE_LIMIT);
    expect(Array.from(message).length).toBeLessThanOrEqual(MESSAGE_LIMIT - 500);
    expect(message).toContain("\n+32 more firing\n");
    expect(message).toContain("\n+36 more resolved\n");
  });
});
