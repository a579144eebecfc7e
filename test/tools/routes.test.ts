import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { explainRoute } from "../../components/alertmanager";
import { renderedTools, type RenderedTools } from "./rendered";
import { amtoolRouteTest } from "./run";

let production: RenderedTools;
beforeAll(async () => {
  production = await renderedTools("production");
});
afterAll(() => {
  production.remove();
});

type Labels = Readonly<Record<string, string>>;

/** Whom production tells, by Alertmanager's own routing: each product's own people, then the cluster's. */
test.each<[Labels, string]>([
  [{ system: "tumulte", severity: "critical" }, "tumulte-critical"],
  [{ system: "tumulte", severity: "warning" }, "tumulte-monitoring"],
  [{ system: "gauzian", severity: "critical" }, "gauzian"],
  [{ system: "gauzian", severity: "warning" }, "gauzian"],
  [{ system: "huntaze", severity: "critical" }, "huntaze"],
  [{ system: "huntaze", severity: "warning" }, "huntaze"],
  [{ system: "crm-tpm-finance", severity: "critical" }, "crm"],
  [{ system: "crm-tpm-finance", severity: "warning" }, "crm"],
  [{ system: "deployment-system", severity: "critical", area: "deployment" }, "alerts-critical"],
  [{ system: "deployment-system", severity: "warning", area: "deployment" }, "deployment"],
  [{ system: "deployment-system", severity: "performance", area: "deployment" }, "deployment"],
  [{ system: "deployment-system", severity: "warning", area: "applications" }, "applications"],
  [{ system: "deployment-system", severity: "warning", area: "infrastructure" }, "infrastructure"],
  [{ system: "platform", severity: "critical" }, "alerts-critical"],
  [{ system: "platform", severity: "warning" }, "infrastructure"],
  [{ system: "crm-tpm-finance", severity: "info" }, "none"],
  [{ alertname: "Unlabelled" }, "infrastructure"],
  [{ alertname: "Watchdog", severity: "none" }, "heartbeat"],
  [{ alertname: "Watchdog", severity: "critical" }, "heartbeat"],
])("production routes %j to %s alone", async (labels, receiver) => {
  expect(await amtoolRouteTest(production.config("alertmanager.yml"), labels, [receiver])).toMatchObject({
    ok: true,
    receivers: [receiver],
  });
});

test("a route to somebody else is told", async () => {
  const labels = { alertname: "NodeDown", severity: "critical" };
  expect(
    await amtoolRouteTest(production.config("alertmanager.yml"), labels, ["infrastructure"]),
  ).toMatchObject({ ok: false, receivers: ["alerts-critical"] });
});

test("every alert of production reaches one receiver, as the program says; information alone reaches nobody", async () => {
  const { plan } = production.evaluated;
  const alerts = plan.ruleFiles
    .flatMap(({ groups }) => groups)
    .flatMap(({ labels, rules }) =>
      rules.flatMap((rule) =>
        "alert" in rule ? [{ ...labels, ...rule.labels, alertname: rule.alert }] : [],
      ),
    ) as readonly Labels[];
  const routes = new Map(alerts.map((labels) => [routedBy(labels), labels]));
  expect(alerts.length).toBeGreaterThan(90);
  for (const labels of routes.values()) {
    const told = explainRoute(plan.settings, labels);
    expect({ alert: labels.alertname, told: told.length }).toEqual({
      alert: labels.alertname,
      told: labels.severity === "info" ? 0 : 1,
    });
    const receivers = told.length === 0 ? ["none"] : told;
    const result = await amtoolRouteTest(production.config("alertmanager.yml"), labels, receivers);
    expect({ alert: labels.alertname, ...result }).toMatchObject({ ok: true });
  }
});

/** The labels that production's routes look at: alerts that share them share their way. */
function routedBy({ alertname = "", system = "", severity = "", area = "" }: Labels): string {
  return [alertname === "Watchdog", system, severity, area].join("/");
}
