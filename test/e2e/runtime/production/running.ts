import assert from "node:assert/strict";
import { it } from "node:test";
import { waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { untilAllUp, untilRulesWork } from "../bench";
import { countDatabases } from "../databases";
import { untilReady } from "../deploy";
import { measure, stamp } from "../report";

/** Everything runs, is scraped, and is evaluated. */
export function describeRunning(at: AtBench): void {
  it("brings every workload of the stack and around it to ready", async () => {
    const { api, stack } = at();
    const started = Date.now();
    await untilReady(api, stack.namespaces, 300_000);
    measure("every workload ready after apply", Date.now() - started);
  });

  it("adds its exporters to the products' databases and keeps what was there", async () => {
    const { api, stack } = at();
    for (const patch of stack.rendered.patches) {
      const path = `/apis/apps/v1/namespaces/${patch.metadata.namespace ?? ""}/deployments/${patch.metadata.name}`;
      const found = await api.get<{ spec: { template: { spec: { containers: { name: string }[] } } } }>(path);
      const names = found?.spec.template.spec.containers.map(({ name }) => name) ?? [];
      assert.equal(names.length, 2, `${patch.metadata.name} has ${names.join(", ")}`);
      assert.ok(names.includes(patch.metadata.name));
    }
  });

  it("scrapes every target of every job", async () => {
    const started = Date.now();
    // The free ports are tried once a minute; alerts.ts waits for them, too.
    await untilAllUp(at(), 120_000, 30);
    measure("every target up after the workloads", Date.now() - started);
    stamp("targets", String((await at().servers.targets()).length));
  });

  it("reaches the real databases through exporters beside them and on their own", async () => {
    const { servers, stack } = at();
    // An exporter may have been asked before its database was there.
    for (const type of ["postgres", "redis"] as const) {
      const wanted = countDatabases(stack.rendered, type);
      const expression = type === "postgres" ? "pg_up" : "redis_up";
      const areUp = async (): Promise<boolean> => {
        const series = await servers.query(expression);
        return series.length === wanted && series.every(({ value }) => value === 1);
      };
      assert.notEqual(wanted, 0);
      assert.ok(await waitUntil(areUp, 60_000, 1000), `${expression} is not 1 on each of ${wanted}`);
      stamp(`real databases, ${type}`, String(wanted));
    }
  });

  it("evaluates every rule without an error", async () => {
    // The others have their turn while the tests go on; alerts.ts looks again.
    stamp("rules", String(await untilRulesWork(at(), 150_000, 30)));
  });
}
