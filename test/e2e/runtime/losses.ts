import { durationSeconds } from "../../../config/schema/scalars";
import type { Servers } from "./servers";

/** Longest interval at which a target of the committed stack files is scraped, in seconds. */
const LONGEST_INTERVAL = 60;

/** How late a scrape may be noted, and how long a fault may be felt after its end, in milliseconds. */
const SLACK = 3000;

/** What monitoring missed during a fault, by the one that should have seen it. */
export interface Losses {
  /** Scrapes that did not happen or failed, over all targets but the excepted jobs. */
  readonly scrapes: number;
  /** Most of them one after the other of any one target. */
  readonly inARow: number;
}

/** A time in which something may have been missed, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  /** @default now */
  readonly to?: number;
}

/** Looks back over the time: samples that are missing, and those that say "down". */
export async function lossesIn(
  servers: Servers,
  { from, to = Date.now() }: Span,
  exceptJobs: readonly string[] = [],
): Promise<Losses> {
  const window = Math.ceil((Date.now() - from) / 1000) + 2 * LONGEST_INTERVAL;
  const intervals = await intervalsOf(servers);
  let scrapes = 0;
  let inARow = 0;
  for (const { metric, values } of await servers.samples(`up[${window}s]`)) {
    if (exceptJobs.includes(metric.job ?? "")) continue;
    const interval = intervals.get(`${metric.job} ${metric.instance}`) ?? LONGEST_INTERVAL;
    const good = values.filter(([, value]) => value === "1").map(([time]) => time);
    for (const [index, time] of good.entries()) {
      const before = good[index - 1] ?? time;
      if (time * 1000 < from || before * 1000 > to) continue;
      const gap = Math.max(0, Math.round((time - before) / interval) - 1);
      // Of a gap that another fault began, only the scrapes that were due in this one.
      const due = Array.from({ length: gap }, (_, nth) => (before + (nth + 1) * interval) * 1000);
      const missing = due.filter((at) => at >= from - SLACK && at <= to + SLACK).length;
      scrapes += missing;
      inARow = Math.max(inARow, missing);
    }
  }
  return { scrapes, inARow };
}

/** Seconds between two scrapes, by job and instance. */
async function intervalsOf(servers: Servers): Promise<ReadonlyMap<string, number>> {
  const targets = await servers.targets();
  return new Map(
    targets.map(({ labels, scrapeInterval }) => [
      `${labels.job} ${labels.instance}`,
      durationSeconds(scrapeInterval),
    ]),
  );
}

/** How many scrapes of that time Prometheus still knows of. */
export async function samplesIn(servers: Servers, { from, to = Date.now() }: Span): Promise<number> {
  const window = Math.ceil((Date.now() - from) / 1000) + LONGEST_INTERVAL;
  const series = await servers.samples(`up[${window}s]`);
  const times = series.flatMap(({ values }) => values.map(([time]) => time * 1000));
  return times.filter((time) => time >= from && time <= to).length;
}

/** In words, for the report. */
export function inWords({ scrapes, inARow }: Losses): string {
  return scrapes === 0 ? "nothing" : `${scrapes} scrapes, at most ${inARow} in a row of one target`;
}
