import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { nodeShell, waitUntil } from "../cluster";
import type { Bench } from "./bench";
import { openBench, untilAllUp, untilRulesWork } from "./bench";
import { untilReady } from "./deploy";
import { explainFailure } from "./explain";
import { leftOut } from "./extent";
import { describeLines } from "./production/logs";
import { measure, stamp, writeReport } from "./report";

const EXAMPLES = [
  "examples/crm-tpm-finance/Pulumi.production.yaml",
  "examples/deployment-system/Pulumi.production.yaml",
  "examples/gauzian/Pulumi.production.yaml",
  "examples/huntaze/Pulumi.production.yaml",
  "examples/tumulte/Pulumi.prod.yaml",
];

/**
 * The other committed stacks, and each product alone: less is asked of them than of production (production.test.ts), but
 * all of them run.
 */
for (const name of ["dev", "staging", ...EXAMPLES]) {
  const skip = EXAMPLES.includes(name) && leftOut("usual", "two minutes for each product alone");
  describe(`the stack ${name} on real servers`, { skip }, () => {
    let bench: Bench;

    before(async () => {
      bench = await openBench(name);
    });

    afterEach(async (test) => {
      await explainFailure(test, bench);
    });

    after(async () => {
      writeReport(bench.stack);
      await bench.close();
    });

    it("brings every workload to ready", async () => {
      const started = Date.now();
      await untilReady(bench.api, bench.stack.namespaces, 300_000);
      measure("every workload ready after apply", Date.now() - started);
    });

    it("scrapes every target of every job", async () => {
      await untilAllUp(bench, 120_000);
      stamp("targets", String((await bench.servers.targets()).length));
    });

    it("evaluates every rule without an error", async () => {
      stamp("rules", String(await untilRulesWork(bench, 150_000)));
    });

    if (name === "dev") describeDev(() => bench);
    else describeLines(() => bench);
  });
}

function describeDev(at: () => Bench): void {
  it("reaches a product and a database outside of its own namespaces", async () => {
    const { servers } = at();
    const up = async (expression: string): Promise<void> => {
      const isUp = async (): Promise<boolean> => {
        const series = await servers.query(expression);
        return series.length === 1 && series[0]?.value === 1;
      };
      assert.ok(await waitUntil(isUp, 90_000, 1000), `${expression} is not 1`);
    };
    await up('up{job="gauzian-backend", instance="host.docker.internal:8080"}');
    await up("redis_up");
    await up("probe_success");
  });

  it("reads a named log file of the node, also one that only its owner's group may read", async () => {
    const { servers, stack } = at();
    const line = "imported 42 orders";
    // As PostgreSQL and others keep their logs: owner 999, nothing for the rest of the world.
    nodeShell(
      stack.cluster,
      `umask 027; mkdir -p /var/log/shop && echo "${line}" >>/var/log/shop/import.log &&
       chown -R 999:999 /var/log/shop && chmod 0750 /var/log/shop && chmod 0640 /var/log/shop/import.log`,
    );
    const found = async (): Promise<boolean> =>
      (await servers.logs('{job="shop-import"}')).some((entry) => entry.line.includes(line));
    assert.ok(await waitUntil(found, 90_000, 1000), "the line does not arrive in Loki");
    stamp("log file of the node, mode 0640, owner 999, folder 0750", "its lines arrive in Loki");
  });
}
