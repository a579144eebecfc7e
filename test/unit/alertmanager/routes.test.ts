import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { alertmanagerConfig, explainRoute } from "../../../components/alertmanager";
import { toYaml } from "../../../base/serialise";
import { withFiles } from "../../kit/files";
import { settingsWith } from "../../kit/settings";
import { amtoolRouteTest } from "../../tools/run";

const HOOK = { fromConfig: "hook" };

const SETTINGS = settingsWith({
  alerting: {
    receivers: {
      pager: { type: "discord", webhookUrl: HOOK },
      shop: { type: "slack", channel: "#shop", webhookUrl: HOOK },
      everything: { type: "slack", channel: "#all", webhookUrl: HOOK },
    },
    routes: [
      { receiver: "pager", severities: ["critical"], continue: true },
      { receiver: "none", systems: ["noisy", "sandbox"] },
      { receiver: "pager", labels: { area: ["a.b", "c|d", 'e"f'] }, systems: ["areas"] },
      { receiver: "shop", severities: ["critical", "warning"], systems: ["shop"] },
      { receiver: "everything", severities: ["critical", "warning"] },
    ],
    heartbeat: { url: HOOK },
  },
});

const CASES: readonly (readonly [Record<string, string>, readonly string[]])[] = [
  [{ alertname: "Watchdog", severity: "none" }, ["heartbeat"]],
  [{ alertname: "Watchdog", severity: "critical", system: "shop" }, ["heartbeat"]],
  [{ alertname: "A", severity: "critical", system: "shop" }, ["pager", "shop"]],
  [{ alertname: "A", severity: "warning", system: "shop" }, ["shop"]],
  [{ alertname: "A", severity: "critical", system: "blog" }, ["pager", "everything"]],
  [{ alertname: "A", severity: "critical", system: "noisy" }, ["pager"]],
  [{ alertname: "A", severity: "warning", system: "sandbox" }, []],
  [{ alertname: "A", severity: "info", system: "shop" }, []],
  [{ alertname: "A", severity: "warningx", system: "shop" }, []],
  [{ alertname: "A" }, []],
  [{ alertname: "A", severity: "performance", system: "shop" }, []],
  [{ alertname: "A", severity: "info", system: "areas", area: "a.b" }, ["pager"]],
  [{ alertname: "A", severity: "info", system: "areas", area: "axb" }, []],
  [{ alertname: "A", severity: "info", system: "areas", area: "c" }, []],
  [{ alertname: "A", severity: "info", system: "areas", area: "c|d" }, ["pager"]],
  [{ alertname: "A", severity: "warning", system: "areas", area: 'e"f' }, ["pager"]],
  [{ alertname: "A", severity: "warning", system: "areas" }, ["everything"]],
];

describe("who is told", () => {
  it.each(CASES)("%j: %j", (labels, expected) => {
    expect(explainRoute(SETTINGS, labels)).toEqual(expected);
  });

  it("is what Alertmanager's own routing says", async () => {
    const text = toYaml(alertmanagerConfig({ settings: SETTINGS }));
    const expected = CASES.map(([, told]) => told);

    const actual = await withFiles({ "alertmanager.yml": text }, (folder) =>
      Promise.all(
        CASES.map(async ([labels, told]) => {
          const { receivers } = await amtoolRouteTest(join(folder, "alertmanager.yml"), labels, told);
          return receivers.filter((name) => name !== "none");
        }),
      ),
    );

    expect(actual).toEqual(expected);
  });

  it("is nobody for the Watchdog without a heartbeat, whatever the routes say", () => {
    const { receivers } = SETTINGS.alerting;
    const settings = settingsWith({ alerting: { receivers, routes: [{ receiver: "pager" }] } });

    expect(explainRoute(settings, { alertname: "Watchdog", severity: "none" })).toEqual([]);
    expect(explainRoute(settings, { alertname: "Other" })).toEqual(["pager"]);
  });

  it("names a receiver once", () => {
    const { receivers } = SETTINGS.alerting;
    const routes = [{ receiver: "pager", continue: true }, { receiver: "pager" }];

    expect(explainRoute(settingsWith({ alerting: { receivers, routes } }), { alertname: "A" })).toEqual([
      "pager",
    ]);
  });
});
