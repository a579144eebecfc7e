import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { untilScrapedSince } from "../bench";
import { noteFault } from "../report";
import { scale, simulate, simulatedSeries, toldAbout, toldAlerts } from "../trouble";
import { leftOut } from "../extent";
import type { Killed } from "./killed-pods";
import { assertLittleLost, killAndWait } from "./killed-pods";
import { describeCorruption, describeRetention } from "./storage";

/** Killed one after the other: they are who sees and who tells. */
const WATCHERS = ["prometheus", "alertmanager"];

/** Things break; what is lost, how long until all is well, who is told. */
export function describeFaults(at: AtBench): void {
  describe("faults", () => {
    const killed: Killed[] = [];

    for (const workload of WATCHERS) {
      it(`heals when the pod of ${workload} is killed`, async () => {
        killed.push(await killAndWait(at, workload));
      });
    }

    it("loses next to nothing by that, and wakes nobody", async () => {
      const { mail } = at();
      await untilScrapedSince(at(), Date.now());
      const known = await toldAlerts(mail, 0, killed[0]?.from);
      const told = (await toldAlerts(mail, killed[0]?.from ?? 0)).filter((alert) => !known.includes(alert));
      await assertLittleLost(at, killed, []);
      assert.deepEqual(told, []);
    });

    describeCorruption(at);

    it(
      "keeps its old rules when a rule file is broken by hand",
      { skip: leftOut("ci", "a minute and a half") },
      async () => {
        const { api, servers, mail } = at();
        const groups = (await servers.ruleGroups()).length;
        const started = Date.now();
        await skewRules("groups: [{name: broken, rules: [{alert: X, expr: 'sum('}]}]");
        const refused = async (): Promise<boolean> =>
          (await servers.metric("prometheus_config_last_reload_successful")) === 0;
        assert.ok(
          await waitUntil(refused, 180_000, 1000),
          "Prometheus did not even try to load the broken file",
        );
        const noticed = Math.round((Date.now() - started) / 1000);
        assert.equal((await servers.ruleGroups()).length, groups);
        assert.notDeepEqual(await servers.query("up"), []);
        let told = `shown after ${noticed} s; PrometheusConfigReloadFailed waits 5 minutes more`;
        if (leftOut("usual", "") === false) {
          const alert = "PrometheusConfigReloadFailed";
          const heard = async (): Promise<boolean> => (await toldAbout(mail, alert, started)) !== undefined;
          assert.ok(await waitUntil(heard, 15 * 60_000, 2000), "nobody was told within 15 minutes");
          told = `${alert} after ${Math.round((Date.now() - started) / 1000)} s`;
        }
        await skewRules(null);
        noteFault({ fault: "rule file broken by hand", lost: "nothing; the old rules stay", told });

        async function skewRules(text: string | null): Promise<void> {
          const path = "/api/v1/namespaces/monitoring/configmaps/prometheus-rules";
          const body = JSON.stringify({ data: { "zz-broken.yaml": text } });
          const { status } = await api.send("PATCH", path, body, "application/merge-patch+json");
          assert.equal(status, 200);
        }
      },
    );

    it(
      "delivers what fired while Alertmanager was gone, and the heartbeat fell silent",
      { skip: leftOut("ci", "four minutes") },
      async () => {
        const { api, servers, mail, stack } = at();
        const alertmanager = "/apis/apps/v1/namespaces/monitoring/statefulsets/alertmanager";
        await scale(api, alertmanager, 0);
        const gone = Date.now();
        // An alert that was not told of before: of one that is back before its end was told Alertmanager says nothing.
        const alert = "GauzianHttpSuccessRateLow";
        const backend = "/api/v1/namespaces/gauzian-v2/services/gauzian-backend:http";
        const failures = simulatedSeries(stack, "gauzian-backend", /^http_requests_total\{.*status="500"/);
        await simulate(api, backend, failures, 0, 10);
        const fires = async (): Promise<boolean> =>
          (await servers.alerts()).some(
            ({ labels, state }) => labels.alertname === alert && state === "firing",
          );
        assert.ok(await waitUntil(fires, 240_000, 1000), `${alert} does not fire`);
        if (leftOut("usual", "") === false) await sleep(gone + 10 * 60_000 - Date.now());
        const delivered = (await mail.read()).filter((message) => Date.parse(message.at) > gone);
        assert.deepEqual(delivered, [], "something was delivered without Alertmanager");
        const minutes = ((Date.now() - gone) / 60_000).toFixed(1);
        await scale(api, alertmanager, 1);
        const back = Date.now();
        const heard = async (): Promise<boolean> => (await toldAbout(mail, alert, gone)) !== undefined;
        assert.ok(await waitUntil(heard, 180_000, 500), "what fired in the meantime was never delivered");
        const after = (Date.parse((await toldAbout(mail, alert, gone))?.at ?? "") - back) / 1000;
        await simulate(api, backend, failures, 0, 0);
        noteFault({
          fault: `Alertmanager gone for ${minutes} min`,
          lost: "no alert; for that time nobody is told, and the heartbeat's service sees silence",
          healed: Date.now() - back,
          told: `${alert}, ${Math.round(after)} s after its return`,
        });
      },
    );

    describeRetention(at);
  });
}
