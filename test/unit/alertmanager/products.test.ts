import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { toYaml } from "../../../base/serialise";
import { alertmanagerConfig, explainRoute } from "../../../components/alertmanager";
import type { StackFile } from "../../../config/schema";
import { withFiles } from "../../kit/files";
import { settingsWith } from "../../kit/settings";
import { amtoolRouteTest } from "../../tools/run";

type Alerting = NonNullable<StackFile["alerting"]>;
type Labels = Readonly<Record<string, string>>;

const webhookUrl = { fromConfig: "webhook" };

/** What section 8 of each product's specification asks for, as that product's stack file writes it. */
const PRODUCTS: Readonly<Record<string, Alerting>> = {
  tumulte: {
    receivers: {
      monitoring: { type: "discord", webhookUrl },
      "alertes-critiques": { type: "discord", webhookUrl, mention: "@here" },
    },
    routes: [
      { receiver: "alertes-critiques", severities: ["critical"] },
      { receiver: "monitoring", severities: ["warning"] },
    ],
  },
  "deployment-system": {
    receivers: {
      "alerts-critical": { type: "slack", webhookUrl, channel: "#alerts-critical" },
      deployment: { type: "slack", webhookUrl, channel: "#deployment" },
      infrastructure: { type: "slack", webhookUrl, channel: "#infrastructure" },
      applications: { type: "slack", webhookUrl, channel: "#applications" },
    },
    routes: [
      { receiver: "alerts-critical", severities: ["critical"], groupWait: "0s" },
      ...(["deployment", "infrastructure", "applications"] as const).flatMap((area) => [
        { receiver: area, severities: ["warning" as const], labels: { area: [area] }, groupWait: "5m" },
        { receiver: area, severities: ["performance" as const], labels: { area: [area] }, groupWait: "15m" },
      ]),
      { receiver: "infrastructure", severities: ["warning"], groupWait: "5m" },
      { receiver: "infrastructure", severities: ["performance"], groupWait: "15m" },
    ],
  },
  gauzian: {
    receivers: {
      mail: { type: "email", to: ["ops@pupin.fr"], from: "vigie@pupin.fr", smarthost: "smtp.pupin.fr:587" },
    },
    routes: [{ receiver: "mail" }],
  },
  huntaze: { receivers: { slack: { type: "slack", webhookUrl } }, routes: [{ receiver: "slack" }] },
  "crm-tpm-finance": {
    receivers: {
      slack: { type: "slack", webhookUrl },
      mail: {
        type: "email",
        to: ["ops@tpm.fr"],
        from: "vigie@tpm.fr",
        smarthost: "smtp.tpm.fr:465",
        tls: "implicit",
      },
      duty: { type: "pagerduty", routingKey: { fromConfig: "duty" } },
    },
    routes: [
      { receiver: "duty", severities: ["critical"], continue: true },
      { receiver: "slack", severities: ["critical", "warning"] },
      { receiver: "mail", severities: ["info"], groupWait: "5m", repeatInterval: "1d" },
    ],
  },
};

const WATCHDOG = { alertname: "Watchdog", severity: "none", system: "platform" };

/** Product, an alert of it, who is told, and after which wait where the specification says so. */
const TABLE: readonly (readonly [string, Labels, readonly string[], string?])[] = [
  ["tumulte", { alertname: "TumulteBackendDown", severity: "critical" }, ["alertes-critiques"]],
  ["tumulte", { alertname: "HighRequestLatency", severity: "warning" }, ["monitoring"]],
  ["tumulte", { alertname: "Note", severity: "info" }, []],
  ["tumulte", WATCHDOG, []],
  ["deployment-system", { alertname: "ServiceDown", severity: "critical" }, ["alerts-critical"], "0s"],
  [
    "deployment-system",
    { alertname: "MongoDBDown", severity: "critical", area: "infrastructure" },
    ["alerts-critical"],
    "0s",
  ],
  [
    "deployment-system",
    { alertname: "DeploymentFailures", severity: "warning", area: "deployment" },
    ["deployment"],
    "5m",
  ],
  [
    "deployment-system",
    { alertname: "HighCPU", severity: "warning", area: "infrastructure" },
    ["infrastructure"],
    "5m",
  ],
  [
    "deployment-system",
    { alertname: "ApplicationDown", severity: "warning", area: "applications" },
    ["applications"],
    "5m",
  ],
  [
    "deployment-system",
    { alertname: "HighLatency", severity: "performance", area: "deployment" },
    ["deployment"],
    "15m",
  ],
  [
    "deployment-system",
    { alertname: "MongoDBSlow", severity: "performance", area: "infrastructure" },
    ["infrastructure"],
    "15m",
  ],
  [
    "deployment-system",
    { alertname: "ContainerRestartLoop", severity: "performance", area: "applications" },
    ["applications"],
    "15m",
  ],
  ["deployment-system", { alertname: "TargetDown", severity: "warning" }, ["infrastructure"], "5m"],
  ["deployment-system", WATCHDOG, []],
  ["gauzian", { alertname: "GauzianHttpLatencyHigh", severity: "warning" }, ["mail"]],
  ["gauzian", WATCHDOG, []],
  ["huntaze", { alertname: "HuntazeAvailabilityLow", severity: "critical" }, ["slack"]],
  ["huntaze", { alertname: "HuntazeThroughputLow", severity: "warning" }, ["slack"]],
  ["huntaze", WATCHDOG, []],
  ["crm-tpm-finance", { alertname: "ApiDown", severity: "critical" }, ["duty", "slack"]],
  ["crm-tpm-finance", { alertname: "HighCpu", severity: "warning" }, ["slack"]],
  ["crm-tpm-finance", { alertname: "NoUserActivity", severity: "info" }, ["mail"], "5m"],
  ["crm-tpm-finance", WATCHDOG, []],
];

describe("whom each product's alerts tell, by Alertmanager's own routing", () => {
  it.each(TABLE)("%s: %j tells %j", async (product, labels, receivers) => {
    const settings = settingsWith({ alerting: PRODUCTS[product] ?? {} });
    const all = { system: product, ...labels };
    const expected = receivers.length === 0 ? ["none"] : receivers;

    expect(explainRoute(settings, all)).toEqual(receivers);
    await withFiles({ "alertmanager.yml": toYaml(alertmanagerConfig({ settings })) }, async (folder) => {
      const result = await amtoolRouteTest(join(folder, "alertmanager.yml"), all, expected);
      expect(result).toMatchObject({ ok: true });
    });
  });

  it.each(TABLE.filter(([, , , wait]) => wait !== undefined))(
    "%s: %j tells %j after %s",
    (product, labels, [receiver], wait) => {
      const { routes } = alertmanagerConfig({
        settings: settingsWith({ alerting: PRODUCTS[product] ?? {} }),
      }).route;
      const taken = routes.find(
        (route) =>
          route.receiver === receiver &&
          (route.matchers ?? []).includes(`"severity"="${labels.severity ?? ""}"`),
      );
      expect(taken?.group_wait).toBe(wait);
    },
  );
});
