import assert from "node:assert/strict";
import { durationSeconds } from "../../../config/schema/scalars";
import type { Api } from "../cluster";
import { connect, waitUntil } from "../cluster";
import type { Inbox } from "../cluster/receiver";
import { inbox } from "../cluster/receiver";
import { jobNames } from "./jobs";
import type { Servers } from "./servers";
import { openServers } from "./servers";
import type { RunningStack } from "./world";
import { runStack } from "./world";

/** A running stack, and every way of looking at it that the tests have. */
export interface Bench {
  readonly stack: RunningStack;
  readonly api: Api;
  readonly servers: Servers;
  /** What arrived at Discord, Slack and the heartbeat's service. */
  readonly mail: Inbox;
  close(): Promise<void>;
}

/** Gives the bench that `before` has made; tests are declared earlier than that. */
export type AtBench = () => Bench;

/** @throws when the cluster does not start or the API server refuses anything of the stack. */
export async function openBench(name: string): Promise<Bench> {
  const stack = await runStack(name);
  const api = await connect(stack.cluster.kubeconfig);
  const close = async (): Promise<void> => {
    api.close();
    await stack.stop();
  };
  return { stack, api, servers: openServers(api, "monitoring"), mail: inbox(stack.cluster), close };
}

/**
 * Waits until every job has found its targets and every target answers. `atLeastEvery`: those that are scraped less often,
 * in seconds, need not have had their turn.
 * @throws naming those that do not
 */
export async function untilAllUp(
  { stack, servers }: Bench,
  timeoutMs: number,
  atLeastEvery = Infinity,
): Promise<void> {
  const jobs = jobNames(stack.rendered.objects).filter((job) => !job.startsWith("annotated-"));
  let down: readonly string[] = [];
  const done = await waitUntil(
    async () => {
      const targets = await servers.targets();
      const without = jobs.filter((job) => !targets.some(({ scrapePool }) => scrapePool === job));
      down = [
        ...without.map((job) => `${job}: no target was discovered`),
        ...targets
          .filter(
            ({ health, scrapeInterval }) =>
              health !== "up" && (health === "down" || durationSeconds(scrapeInterval) <= atLeastEvery),
          )
          .map(({ scrapePool, scrapeUrl, lastError }) => `${scrapePool} ${scrapeUrl}: ${lastError}`),
      ];
      return down.length === 0;
    },
    timeoutMs,
    1000,
  );
  assert.ok(done, down.join("\n"));
}

/**
 * Waits until every rule was evaluated without an error, and gives their number. `atLeastEvery`: leaves out groups whose
 * turn comes less often, in seconds.
 * @throws naming those that were not
 */
export async function untilRulesWork(
  { servers }: Bench,
  timeoutMs: number,
  atLeastEvery = Infinity,
): Promise<number> {
  let problems: readonly string[] = ["there are no rules"];
  let count = 0;
  const done = await waitUntil(
    async () => {
      const rules = (await servers.ruleGroups()).flatMap(({ file, interval, rules: list }) =>
        list.map((rule) => ({ file, isDue: interval <= atLeastEvery, ...rule })),
      );
      count = rules.length;
      problems = rules
        .filter(({ health, isDue }) => health === "err" || (isDue && health !== "ok"))
        .map(({ file, name, health, lastError }) => `${file} ${name}: ${health} ${lastError ?? ""}`);
      return count > 0 && problems.length === 0;
    },
    timeoutMs,
    2000,
  );
  assert.ok(done, problems.join("\n"));
  return count;
}

/**
 * Waits until every target was asked once more, so that a scrape which a fault has hit is not still under way; all but the
 * free ports that are tried once a minute.
 */
export async function untilScrapedSince({ servers }: Bench, since: number): Promise<void> {
  const asked = await waitUntil(
    async () =>
      (await servers.targets()).every(
        ({ lastScrape, scrapeInterval }) =>
          durationSeconds(scrapeInterval) > 30 || Date.parse(lastScrape) > since,
      ),
    90_000,
    500,
  );
  assert.ok(asked, "targets are no longer scraped");
}
