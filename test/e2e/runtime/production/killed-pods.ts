import assert from "node:assert/strict";
import { it } from "node:test";
import { waitUntil } from "../../cluster";
import type { AtBench } from "../bench";
import { untilScrapedSince } from "../bench";
import { notReady, podStories } from "../deploy";
import { inWords, lossesIn } from "../losses";
import { NOBODY, noteFault } from "../report";
import { killPods } from "../trouble";

const STACK = ["monitoring", "monitoring-agents"];

/** Parts of the stack that Prometheus watches, and that come back before anybody has to be told. */
const WATCHED: readonly string[] = [
  ...["loki", "grafana", "kube-state-metrics", "blackbox-exporter"],
  ...["node-exporter", "promtail"],
];

/** A part of the stack whose pods were killed, and from when to when it was away, in milliseconds since 1970. */
export interface Killed {
  readonly workload: string;
  readonly from: number;
  readonly to: number;
}

/** Kills the workload's pods, and waits until it is ready again. */
export async function killAndWait(at: AtBench, workload: string): Promise<Killed> {
  const { api } = at();
  const from = Date.now();
  await killPods(api, STACK, `app.kubernetes.io/name=${workload}`);
  const isBack = async (): Promise<boolean> =>
    !(await notReady(api, STACK)).some((missing) => missing.endsWith(`/${workload}`));
  if (!(await waitUntil(isBack, 120_000, 500)))
    throw new Error(`${workload} is not ready 120 s after it was killed\n${await podStories(api, STACK)}`);
  return { workload, from, to: Date.now() };
}

/**
 * Fails when more than two scrapes in a row are missing of anything but `gone`; notes what is missing for the report.
 * `until`: up to when losses are looked for; left out, until the workload was ready again.
 */
export async function assertLittleLost(
  at: AtBench,
  killed: readonly Killed[],
  gone: readonly string[],
  until?: number,
): Promise<void> {
  for (const { workload, from, to } of killed) {
    const losses = await lossesIn(at().servers, { from, to: until ?? to }, [workload, ...gone]);
    const fault = `pod of ${workload} killed`;
    noteFault({ fault, lost: inWords(losses), healed: to - from, told: NOBODY });
    assert.ok(losses.inARow <= 2, `${fault}: ${inWords(losses)}`);
  }
}

/** Pods end at once, as when a node is drained. `except`: jobs that fail already for other reasons. */
export function describeKilledPods(at: AtBench, except: readonly string[]): void {
  let killed: readonly Killed[] = [];

  it("heals when the pods of everything that is watched are killed at once", async () => {
    killed = await Promise.all(WATCHED.map((workload) => killAndWait(at, workload)));
  });

  it("loses next to nothing by that, and no alert fires on them", async () => {
    await untilScrapedSince(at(), Date.now());
    await assertLittleLost(at, killed, [...WATCHED, ...except], Date.now());
    const from = Math.min(...killed.map((one) => one.from)) / 1000;
    const firing = 'ALERTS{alertstate="firing"}';
    const before = await labelsOf(`last_over_time(${firing}[1m] @ ${from})`);
    const since = Math.ceil(Date.now() / 1000 - from);
    const during = await labelsOf(`last_over_time(${firing}[${since}s])`);
    const fresh = during.filter(
      (labels) =>
        !before.includes(labels) && WATCHED.some((workload) => new RegExp(`:"${workload}\\b`).test(labels)),
    );
    assert.deepEqual(fresh, []);
  });

  async function labelsOf(query: string): Promise<readonly string[]> {
    return (await at().servers.query(query)).map(({ metric }) => JSON.stringify(metric));
  }
}
