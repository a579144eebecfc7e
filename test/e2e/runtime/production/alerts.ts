import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { waitUntil } from "../../cluster";
import type { ReceivedMessage } from "../../cluster/receiver";
import type { AtBench } from "../bench";
import { untilAllUp } from "../bench";
import { untilReady } from "../deploy";
import type { BlindSelector } from "../blind-rules";
import { blindSelectors } from "../blind-rules";
import { inWords, lossesIn } from "../losses";
import { panelExpressions } from "../queries";
import { measure, noteFault, stamp } from "../report";
import { cutNetwork, deployment, scale, simulate, simulatedSeries, toldAbout } from "../trouble";
import { describeKilledPrograms } from "./killed-programs";

/** The heartbeat, and what is true of a test machine: its clock follows no time server. */
const EXPECTED = ["Watchdog", "NodeClockNotSynchronised"];

const NAMESPACE = "gauzian-v2";

/** The `for` of GauzianBackendDown and GauzianMinioDown, and what the product promises on top, in seconds. */
const WAIT = 120;
const PROMISE = 45;

/** Prometheus fires, Alertmanager tells, and the right service hears it in time. */
export function describeAlerts(at: AtBench): void {
  describe("alerts", () => {
    let undo: () => Promise<void>;
    let stopped: number;
    let cut: number;

    before(async () => {
      await untilReady(at().api, at().stack.namespaces, 120_000);
    });

    it("says Watchdog to the heartbeat's address", async () => {
      const arrived = async (): Promise<boolean> =>
        (await at().mail.read()).some(({ service, status }) => service === "heartbeat" && status < 300);
      assert.ok(await waitUntil(arrived, 120_000, 1000), "no heartbeat arrived within two minutes");
    });

    it("has the series that every rule asks for, but for those that there is a reason for", async () => {
      const { servers, stack } = at();
      let blind: readonly BlindSelector[] = [];
      await waitUntil(
        async () => {
          blind = await blindSelectors(stack.rendered.objects, servers);
          return blind.every(({ reason }) => reason !== undefined);
        },
        90_000,
        5000,
      );
      for (const { rule, selector, reason } of blind)
        stamp(`no series for ${rule}`, `${selector}: ${reason ?? "unexplained"}`);
      assert.deepEqual(
        blind.filter(({ reason }) => reason === undefined),
        [],
      );
    });

    it("fires nothing where nothing is wrong", async () => {
      const firing = (await at().servers.alerts()).filter(
        ({ state, labels }) => state === "firing" && !EXPECTED.includes(labels.alertname ?? ""),
      );
      assert.deepEqual(
        firing.map(({ state, labels, annotations }) => ({ state, labels, ...annotations })),
        [],
      );
    });

    it("tells Slack about a warning", async () => {
      const { api, mail, stack } = at();
      const started = Date.now();
      const backend = `/api/v1/namespaces/${NAMESPACE}/services/gauzian-backend:http`;
      const series = simulatedSeries(stack, "gauzian-backend", /^auth_attempts_total\{.*status="failure"/);
      await simulate(api, backend, series, 0, 10);
      const told = await untilTold("GauzianAuthFailuresHigh", started, PROMISE);
      await simulate(api, backend, series, 0, 0);
      assert.equal(told.service, "slack", `Slack did not hear of it, but ${told.host} did`);
      measure("failed logins: Slack told after (its alert waits 0 s)", Date.parse(told.at) - started);
      const refused = (await mail.read()).filter(({ status }) => status >= 300);
      assert.deepEqual(refused, []);
    });

    it("is given trouble: one product stops, another's network is cut", async () => {
      const { api } = at();
      stopped = Date.now();
      await scale(api, deployment(NAMESPACE, "gauzian-backend"), 0);
      const mend = await cutNetwork(at(), NAMESPACE, "minio");
      cut = Date.now();
      undo = async () => {
        mend();
        await scale(api, deployment(NAMESPACE, "gauzian-backend"), 1);
      };
    });

    // What follows happens while the alerts wait.

    it("takes a changed configuration without a restart and without a lost scrape", async () => {
      const { api, servers } = at();
      const path = "/api/v1/namespaces/monitoring/configmaps/prometheus-config";
      const found = await api.get<{ data: Record<string, string> }>(path);
      const text = found?.data["prometheus.yml"] ?? "";
      const changed = text.replace("external_labels:", "external_labels:\n    e2e: changed");
      assert.notEqual(changed, text);
      const restarts = await servers.query('process_start_time_seconds{job="prometheus"}');
      const started = Date.now();
      const body = JSON.stringify({ data: { "prometheus.yml": changed } });
      await api.send("PATCH", path, body, "application/merge-patch+json");
      const live = async (): Promise<boolean> =>
        (await servers.fetch("prometheus:9090", "/api/v1/status/config")).body.includes("e2e: changed");
      assert.ok(await waitUntil(live, 180_000, 1000), "the change is not live after three minutes");
      measure("changed configuration live after", Date.now() - started);
      assert.deepEqual(await servers.query('process_start_time_seconds{job="prometheus"}'), restarts);
      const losses = await lossesIn(servers, { from: started }, ["gauzian-backend", "minio"]);
      stamp("scrapes lost meanwhile", inWords(losses));
      assert.equal(losses.scrapes, 0, `lost ${inWords(losses)}`);
    });

    describeKilledPrograms(at, ["gauzian-backend", "minio"]);

    it(`tells Discord about the stopped product within ${WAIT} + ${PROMISE} seconds`, async () => {
      const told = await untilTold("GauzianBackendDown", stopped, WAIT + PROMISE);
      const seconds = (Date.parse(told.at) - stopped) / 1000;
      measure(`stopped product: Discord told after (its alert waits ${WAIT} s)`, seconds * 1000);
      assert.equal(told.service, "discord");
      assert.equal(told.status, 204);
      assert.ok(seconds <= WAIT + PROMISE, `it took ${seconds} s`);
    });

    it(`tells Discord about the product whose network is cut within ${WAIT} + ${PROMISE} seconds`, async () => {
      const told = await untilTold("GauzianMinioDown", stopped, WAIT + PROMISE);
      const seconds = (Date.parse(told.at) - cut) / 1000;
      noteFault({
        fault: "network of minio cut",
        lost: "that product's metrics",
        told: `GauzianMinioDown after ${Math.round(seconds)} s (waits ${WAIT} s)`,
      });
      assert.equal(told.service, "discord");
      assert.ok(seconds <= WAIT + PROMISE, `it took ${seconds} s`);
    });

    it("finds everything up again when the trouble is over", async () => {
      const started = Date.now();
      await undo();
      await untilAllUp(at(), 120_000);
      measure("every target up after the trouble was over", Date.now() - started);
    });

    it("shows data on its panels, but on those about trouble that there is not", async () => {
      const { servers, stack } = at();
      const panels = panelExpressions(stack.rendered.objects);
      const results = await Promise.all(panels.map(({ expr }) => servers.query(expr)));
      const empty = panels.filter((_, index) => results[index]?.length === 0);
      stamp(
        "panel queries",
        `${panels.length}, of which ${panels.length - empty.length} with data after minutes`,
      );
      for (const { dashboard, panel, expr } of empty)
        stamp(`no data on "${panel}" of ${dashboard.replace(".json", "")}`, expr);
      assert.ok(empty.length < panels.length / 4, `no data: ${empty.map(({ panel }) => panel).join(", ")}`);
    });

    /** The message about the alert; a little patience beyond the promise, so that the report can say how late it was. */
    async function untilTold(alert: string, since: number, seconds: number): Promise<ReceivedMessage> {
      const { mail, servers } = at();
      let message = await toldAbout(mail, alert, since);
      await waitUntil(
        async () => (message = await toldAbout(mail, alert, since)) !== undefined,
        since + (seconds + 60) * 1000 - Date.now(),
        250,
      );
      if (message !== undefined) return message;
      const alerts = (await servers.alerts()).map(
        ({ labels, state }) => `${labels.alertname ?? ""} ${state}`,
      );
      throw new Error(
        `nobody was told about ${alert}; alerts: ${alerts.join(", ")}; arrived: ${JSON.stringify(await mail.read())}`,
      );
    }
  });
}
