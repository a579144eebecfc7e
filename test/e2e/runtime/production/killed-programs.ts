import assert from "node:assert/strict";
import { it } from "node:test";
import { killOnNode, pidOnNode, waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { untilScrapedSince } from "../bench";
import { notReady } from "../deploy";
import { inWords, lossesIn } from "../losses";
import { noteFault } from "../report";

/** Jobs that ask the program itself, and so miss it. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  containerd: [],
  kubelet: ["kubelet", "cadvisor"],
  "kube-apiserver": ["apiserver"],
};

/** Programs of the node and the control plane end without a warning. `except`: jobs that fail already for other reasons. */
export function describeKilledPrograms(at: AtBench, except: readonly string[]): void {
  for (const [program, jobs] of Object.entries(PROGRAMS)) {
    it(`goes on scraping when ${program} is killed`, async () => {
      const { api, servers, stack } = at();
      const started = Date.now();
      const victim = killOnNode(stack.cluster, program);
      const back = await waitUntil(
        async () =>
          !["", victim].includes(pidOnNode(stack.cluster, program)) &&
          (await api.send("GET", "/readyz")).status === 200 &&
          (await notReady(api, stack.namespaces)).length === 0,
        120_000,
        500,
      );
      assert.ok(back, `the cluster has not recovered from the end of ${program}`);
      const healed = Date.now() - started;
      await untilScrapedSince(at(), Date.now());
      const losses = await lossesIn(servers, { from: started }, [...jobs, ...except]);
      const told = "nobody, and nobody had to be";
      noteFault({ fault: `${program} killed`, lost: inWords(losses), healed, told });
      assert.ok(losses.scrapes <= 2, `lost ${inWords(losses)}`);
    });
  }
}
