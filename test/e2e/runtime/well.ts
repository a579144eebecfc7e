/** Gauges of a product with which all is well, by name and labels; the first that fits holds. */
const LEVELS: readonly (readonly [RegExp, number])[] = [
  [/^sli_current_value\{name="availability"/, 99.99],
  [/^sli_current_value\{name="throughput"/, 1000],
  [/fail|error|offline|pressure|waiting|pending|lost|readonly|unhealthy|healing/i, 0],
  [/_timestamp(_seconds)?$|_time_seconds(\{|$)|_last_seen/, Math.floor(Date.now() / 1000) - 3600],
  [/_percent(\{|$)|unit="percent"/, 20],
  [/(free|avail|available|total|size|capacity|limit|max)(_\w+)?_bytes|Mem(Free|Available|Total)_bytes/, 1e11],
  [/_(size|total|limit|files|files_free)(_bytes)?(\{|$)/, 1e6],
];

/** Counters that move when something goes wrong, and so stand still; the others grow by one per second. */
const TROUBLE =
  /fail|error|miss|drop|reject|evict|oom|timeout|retrans|overflow|restart|="(4\d\d|5\d\d|failure|failed|error)"/i;

/** Of the modes of a processor: it has next to nothing to do. */
const BUSY = /^node_cpu_(guest_)?seconds_total\{.*mode="(?!idle")|^container_cpu_/;

/** The constant value of a gauge. */
export function level(series: string): number {
  return LEVELS.find(([pattern]) => pattern.test(series))?.[1] ?? 1;
}

/** What a counter grows by, per second. */
export function growth(series: string): number {
  if (TROUBLE.test(series)) return 0;
  return BUSY.test(series) ? 0.01 : 1;
}
