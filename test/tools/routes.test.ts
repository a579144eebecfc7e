import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { renderedTools, type RenderedTools } from "./rendered";
import { amtoolRouteTest } from "./run";

let production: RenderedTools;
beforeAll(async () => {
  production = await renderedTools("production");
});
afterAll(() => {
  production.remove();
});

/** Whom production tells, by Alertmanager's own routing. */
test.each([
  [{ alertname: "NodeDown", severity: "critical" }, "discord-critical"],
  [{ alertname: "TargetDown", severity: "warning" }, "slack-warnings"],
  [{ alertname: "GauzianErrors", severity: "critical", system: "gauzian" }, "discord-critical"],
  [{ alertname: "GauzianSlow", severity: "warning", system: "gauzian" }, "slack-warnings"],
  [{ alertname: "Note", severity: "info" }, "none"],
  [{ alertname: "Unlabelled" }, "none"],
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
    await amtoolRouteTest(production.config("alertmanager.yml"), labels, ["slack-warnings"]),
  ).toMatchObject({ ok: false, receivers: ["discord-critical"] });
});

test("every alert of production reaches the receiver of its severity", async () => {
  const receivers = { critical: "discord-critical", warning: "slack-warnings", none: "heartbeat" } as const;
  const alerts = production.evaluated.plan.ruleFiles
    .flatMap(({ groups }) => groups)
    .flatMap(({ labels, rules }) =>
      rules.flatMap((rule) =>
        "alert" in rule ? [{ ...labels, ...rule.labels, alertname: rule.alert }] : [],
      ),
    );
  expect(alerts.length).toBeGreaterThan(40);
  for (const labels of alerts as readonly Readonly<Record<string, string>>[]) {
    const receiver = receivers[labels.severity as keyof typeof receivers];
    const result = await amtoolRouteTest(production.config("alertmanager.yml"), labels, [receiver]);
    expect({ alert: labels.alertname, ...result }).toMatchObject({ ok: true });
  }
});
