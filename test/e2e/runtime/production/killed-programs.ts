import assert from "node:assert/strict";
import { it } from "node:test";
import { killOnNode, pidOnNode, waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { untilScrapedSince } from "../bench";
import { notReady } from "../deploy";
import { inWords, lossesIn } from "../losses";
import { NOBODY, noteFault } from "../report";

/** Jobs that ask the program itself, and so miss it. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  containerd: [],
  kubelet: ["kubelet", "cadvisor"],
  "kube-apiserver": ["apiserver"],
};

/** Programs of the node and the control plane end without a warning. `except`: jobs that fail already for other reasons. */
export function describeKilledPrograms(at: AtBench, except: readonly string[]): void {
  const killed: { readonly program: string; readonly from: number; readonly to: number }[] = [];

  for (const program of Object.keys(PROGRAMS)) {
    it(`recovers when ${program} is killed`, async () => {
      const { api, stack } = at();
      const from = Date.now();
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
      killed.push({ program, from, to: Date.now() });
    });
  }

  it("goes on scraping meanwhile", async () => {
    const { servers } = at();
    await untilScrapedSince(at(), Date.now());
    // Of one that was just restarted the next one's time shows the last missing scrape.
    const expected = [...Object.values(PROGRAMS).flat(), ...except];
    for (const [index, { program, from, to }] of killed.entries()) {
      const until = killed[index + 1]?.from ?? Date.now();
      const losses = await lossesIn(servers, { from, to: until }, expected);
      noteFault({ fault: `${program} killed`, lost: inWords(losses), healed: to - from, told: NOBODY });
      assert.ok(losses.scrapes <= 2, `${program} killed: lost ${inWords(losses)}`);
    }
  });
}
