import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { untilAllUp, untilRulesWork } from "../bench";
import { untilReady } from "../deploy";
import { openBrowser } from "../entrance";
import type { BlindSelector } from "../blind-rules";
import { blindSelectors } from "../blind-rules";
import { inWords, lossesIn } from "../losses";
import { panelExpressions } from "../queries";
import { extent } from "../extent";
import { code, measure, noteFault, stamp } from "../report";
import { simulate, simulatedSeries } from "../trouble";
import { GRAFANA } from "./entrance";
import { describeKilledPods } from "./killed-pods";
import { describeKilledPrograms } from "./killed-programs";
import { begin, JOBS_IN_TROUBLE, PRODUCTS, PROMISE, untilTold } from "./products-in-trouble";

/** The heartbeat, and what is true of a test machine: its clock follows no time server. */
const EXPECTED = ["Watchdog", "NodeClockNotSynchronised"];

/** Prometheus fires, Alertmanager tells, and the right service hears it in time. */
export function describeAlerts(at: AtBench): void {
  describe("alerts", () => {
    const troubles = PRODUCTS.map((product) => ({ product, since: 0, undo: () => Promise.resolve() }));

    before(async () => {
      await untilReady(at().api, at().stack.namespaces, 120_000);
    });

    it("says Watchdog to the heartbeat's address", async () => {
      const arrived = async (): Promise<boolean> =>
        (await at().mail.read()).some(({ service, status }) => service === "heartbeat" && status < 300);
      assert.ok(await waitUntil(arrived, 120_000, 1000), "no heartbeat arrived within two minutes");
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
      const backend = "/api/v1/namespaces/gauzian-v2/services/gauzian-backend:http";
      const series = simulatedSeries(stack, "gauzian-backend", /^auth_attempts_total\{.*status="failure"/);
      await simulate(api, backend, series, 0, 10);
      const told = await untilTold(at(), "GauzianAuthFailuresHigh", "slack", "receiver-gauzian", started, 0);
      await simulate(api, backend, series, 0, 0);
      measure("failed logins: Slack told after (its alert waits 0 s)", Date.parse(told.at) - started);
      const refused = (await mail.read()).filter(({ status }) => status >= 300);
      assert.deepEqual(refused, []);
    });

    it("is given trouble: a part of every product stops, and one's network is cut", async () => {
      for (const trouble of troubles) {
        trouble.since = Date.now();
        trouble.undo = await begin(at(), trouble.product);
      }
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
      const losses = await lossesIn(servers, { from: started }, JOBS_IN_TROUBLE);
      stamp("scrapes lost meanwhile", inWords(losses));
      assert.equal(losses.scrapes, 0, `lost ${inWords(losses)}`);
    });

    describeKilledPrograms(at, JOBS_IN_TROUBLE);
    describeKilledPods(at, JOBS_IN_TROUBLE);

    for (const trouble of troubles) {
      const { name, alert, waits, service, channel, isCut } = trouble.product;
      it(`tells ${service} (${channel}) about ${name} within ${waits} + ${PROMISE} seconds`, async () => {
        const told = await untilTold(at(), alert, service, channel, trouble.since, waits);
        const seconds = (Date.parse(told.at) - trouble.since) / 1000;
        const what = `${name} ${isCut === true ? "cut off" : "stopped"}`;
        measure(`${what}: ${service} told after (${alert} waits ${waits} s)`, seconds * 1000);
        noteFault({
          fault: what,
          lost: "its metrics",
          told: `${alert} after ${Math.round(seconds)} s (waits ${waits} s)`,
        });
        assert.ok(told.status < 300, told.problem);
        assert.ok(seconds <= waits + PROMISE, `it took ${seconds} s`);
      });
    }

    it("finds everything up again when the trouble is over", async () => {
      const started = Date.now();
      await Promise.all(troubles.map(({ undo }) => undo()));
      await untilAllUp(at(), 120_000);
      measure("every target up after the trouble was over", Date.now() - started);
    });

    // Last, as some records have their turn every two minutes.
    it("has evaluated every rule, and has the series that they ask for, but for those that there is a reason for", async () => {
      await untilRulesWork(at(), 150_000);
      const { api, servers, stack } = at();
      const visit = await openBrowser(api);
      let blind: readonly BlindSelector[] = [];
      await waitUntil(
        async () => {
          // Traefik forgets what it counted of a service whose last pod was killed, and begins anew with the next visitor.
          await visit(GRAFANA, "/login");
          blind = await blindSelectors(stack.rendered.objects, servers);
          return blind.every(({ reason }) => reason !== undefined);
        },
        150_000,
        5000,
      );
      for (const { rule, selector, reason } of blind)
        stamp(`no series for ${rule}`, `${code(selector)}: ${reason ?? "unexplained"}`);
      assert.deepEqual(
        blind.filter(({ reason }) => reason === undefined),
        [],
      );
    });

    it("shows data on its panels, but on those about trouble that there is not", async () => {
      const { servers, stack } = at();
      const panels = panelExpressions(stack.rendered.objects);
      let empty = panels;
      // What is recorded every two minutes of products that were away has its next turn.
      const patience = extent() === "ci" ? 0 : 150_000;
      await waitUntil(
        async () => {
          const results = await Promise.all(empty.map(({ expr }) => servers.query(expr)));
          empty = empty.filter((_, index) => results[index]?.length === 0);
          return empty.length === 0;
        },
        patience,
        5000,
      );
      stamp(
        "panel queries",
        `${panels.length}, of which ${panels.length - empty.length} with data after minutes`,
      );
      for (const { dashboard, panel, expr } of empty)
        stamp(`no data on "${panel}" of ${dashboard.replace(".json", "")}`, code(expr));
      assert.ok(empty.length < panels.length / 4, `no data: ${empty.map(({ panel }) => panel).join(", ")}`);
    });
  });
}
