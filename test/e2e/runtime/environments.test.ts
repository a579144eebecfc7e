import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Api } from "../cluster";
import { connect, inNode, waitUntil } from "../cluster";
import { untilReady } from "./deploy";
import { jobNames } from "./jobs";
import type { Servers } from "./servers";
import { openServers } from "./servers";
import type { RunningStack } from "./world";
import { runStack } from "./world";

/** The other committed stacks: less is asked of them than of production (runtime.test.ts), but all of them run. */
for (const name of ["dev", "staging"]) {
  describe(`the ${name} stack on real servers`, () => {
    let api: Api;
    let stack: RunningStack;
    let servers: Servers;

    before(async () => {
      stack = await runStack(name);
      api = await connect(stack.cluster.kubeconfig);
      servers = openServers(api, "monitoring");
    });

    after(async () => {
      api.close();
      await stack.stop();
    });

    it("brings every workload to ready", async () => {
      await untilReady(api, stack.namespaces, 300_000);
    });

    it("scrapes every target of every job", async () => {
      let down: readonly string[] = [];
      const done = await waitUntil(
        async () => {
          const targets = await servers.targets();
          const without = jobNames(stack.rendered.objects).filter(
            (job) => !job.startsWith("annotated-") && !targets.some(({ scrapePool }) => scrapePool === job),
          );
          const failing = targets.filter(({ health }) => health !== "up");
          down = [...without, ...failing.map(({ scrapeUrl, lastError }) => `${scrapeUrl}: ${lastError}`)];
          return down.length === 0;
        },
        120_000,
        2000,
      );
      assert.ok(done, down.join("\n"));
    });

    it("evaluates every rule without an error", async () => {
      let problems: readonly object[] = [];
      const done = await waitUntil(
        async () => {
          const rules = (await servers.ruleGroups()).flatMap(({ rules: list }) => list);
          problems = rules.filter(({ health }) => health !== "ok");
          return rules.length > 0 && problems.length === 0;
        },
        150_000,
        3000,
      );
      assert.ok(done, JSON.stringify(problems));
    });

    if (name === "dev") {
      it("reaches a product and a database outside of its own namespaces", async () => {
        assert.deepEqual(
          (await servers.query('up{job="gauzian-backend"}')).map(({ metric, value }) => [
            metric.instance,
            value,
          ]),
          [["host.docker.internal:8080", 1]],
        );
        assert.deepEqual(
          (await servers.query("redis_up")).map(({ value }) => value),
          [1],
        );
        assert.deepEqual(
          (await servers.query("probe_success")).map(({ value }) => value),
          [1],
        );
      });

      it("reads a named log file of the node", async () => {
        const line = "imported 42 orders";
        inNode(stack.cluster.name, [
          "sh",
          "-c",
          `mkdir -p /var/log/shop && echo "${line}" >>/var/log/shop/import.log`,
        ]);
        const found = (): Promise<boolean> =>
          servers
            .logs('{job="shop-import"}')
            .then((lines) => lines.some((entry) => entry.line.includes(line)));
        assert.ok(await waitUntil(found, 60_000, 2000), "the line does not arrive in Loki");
      });
    }
  });
}
