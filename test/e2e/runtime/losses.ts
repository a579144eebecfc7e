import type { Servers } from "./servers";

/** Interval at which everything in the committed stack files is scraped, in seconds. */
const INTERVAL = 15;

/** What monitoring missed during a fault, by the one that should have seen it. */
export interface Losses {
  /** Scrapes that did not happen or failed, over all targets but the excepted jobs. */
  readonly scrapes: number;
  /** Longest time without a good sample of any one target, in seconds. */
  readonly longest: number;
}

/** Looks back over the time since `since` (milliseconds): samples that are missing, and those that say "down". */
export async function lossesSince(
  servers: Servers,
  since: number,
  exceptJobs: readonly string[] = [],
): Promise<Losses> {
  const window = Math.ceil((Date.now() - since) / 1000) + INTERVAL;
  let scrapes = 0;
  let longest = 0;
  for (const { metric, values } of await servers.samples(`up[${window}s]`)) {
    if (exceptJobs.includes(metric.job ?? "")) continue;
    const good = values.filter(([, value]) => value === "1").map(([time]) => time);
    for (const [index, time] of good.entries()) {
      const gap = time - (good[index - 1] ?? time);
      scrapes += Math.max(0, Math.round(gap / INTERVAL) - 1);
      longest = Math.max(longest, gap);
    }
  }
  return { scrapes, longest };
}

/** In words, for the report. */
export function inWords({ scrapes, longest }: Losses): string {
  return scrapes === 0 ? "nothing" : `${scrapes} scrapes, at most ${Math.round(longest)} s of one target`;
}
