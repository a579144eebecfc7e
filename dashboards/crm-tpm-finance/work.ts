import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { api } from "./select";

/** Every instance counts in the same database: the highest is the newest. */
function counted(metric: string): string {
  return `max(${api(metric)})`;
}

/** CRM-26, CRM-68 */
export function databaseConnections(tooMany: number): PanelSpec {
  return {
    key: "db-connections",
    type: "timeseries",
    title: "Database Connections",
    description: "Active connections to PostgreSQL. HighDatabaseConnections fires above the line.",
    unit: "short",
    decimals: 0,
    min: 0,
    width: 12,
    steps: above(tooMany),
    queries: [{ expr: counted("db_connections_active"), legend: "active" }],
  };
}

/** CRM-33 to CRM-35, CRM-69 */
export function tasks(): PanelSpec {
  return {
    key: "tasks",
    type: "timeseries",
    title: "Tasks (Last 24h)",
    description: "Tasks that were created, completed and that failed within the last 24 hours.",
    unit: "short",
    decimals: 0,
    min: 0,
    width: 12,
    queries: ["created", "completed", "failed"].map((what) => ({
      expr: counted(`tasks_${what}_last_24h`),
      legend: what,
    })),
  };
}

/** CRM-40 to CRM-42, CRM-70: gauges in spite of their names (CRM-Q9). */
export function businessEntities(): PanelSpec {
  return {
    key: "entities",
    type: "timeseries",
    title: "Business Entities",
    description: "Organisations, people and users that the CRM knows.",
    unit: "short",
    decimals: 0,
    min: 0,
    width: 12,
    queries: ["organisations", "people", "users"].map((what) => ({
      expr: counted(`${what}_total`),
      legend: what,
    })),
  };
}

/** CRM-32 */
export function tasksByStatus(): PanelSpec {
  return {
    key: "tasks-by-status",
    type: "timeseries",
    title: "Tasks by status",
    description: "Every task that the CRM holds, by its status.",
    unit: "short",
    decimals: 0,
    min: 0,
    stacked: true,
    queries: [{ expr: `max by (status) (${api("tasks_total")})`, legend: "{{status}}" }],
  };
}

/** CRM-110 and what HighTaskFailureRate compares. */
export function taskShares(tooMany: number): PanelSpec {
  const created = api("tasks_created_last_24h");
  return {
    key: "task-shares",
    type: "timeseries",
    title: "Tasks completed and failed, of those created",
    description:
      "Within 24 hours. HighTaskFailureRate fires while the failed ones stay above the line. Without any task nothing is drawn.",
    unit: "percent",
    min: 0,
    noValue: "no task",
    steps: above(tooMany),
    queries: [
      { expr: `(${api("tasks_completed_last_24h")} / ${created}) * 100`, legend: "completed" },
      { expr: `(${api("tasks_failed_last_24h")} / ${created}) * 100`, legend: "failed" },
    ],
  };
}

/** CRM-36, CRM-37, CRM-58 */
export function interactions(): PanelSpec {
  return {
    key: "interactions",
    type: "timeseries",
    title: "Interactions",
    description:
      "Interactions in all, and those of the last 24 hours. NoUserActivity fires when the first line stays flat for two hours.",
    unit: "short",
    decimals: 0,
    min: 0,
    queries: [
      { expr: counted("interactions_total"), legend: "in all" },
      { expr: counted("interactions_created_last_24h"), legend: "last 24 hours" },
    ],
  };
}

/** CRM-43 */
export function activeUsers(): PanelSpec {
  return {
    key: "active-users",
    type: "stat",
    title: "Active users (24h)",
    description: "Users who did something within the last 24 hours.",
    unit: "short",
    decimals: 0,
    queries: [{ expr: counted("active_users_last_24h"), legend: "users" }],
  };
}

/** CRM-27 */
export function databaseDuration(): PanelSpec {
  const buckets = api("db_query_duration_seconds_bucket");
  const quantile = (q: number) =>
    `histogram_quantile(${q}, sum by (le) (rate(${buckets}[$__rate_interval])))`;
  return {
    key: "db-duration",
    type: "timeseries",
    title: "Database queries p50/p95",
    description: "How long the API waits for PostgreSQL.",
    unit: "s",
    min: 0,
    noValue: "no query",
    queries: [
      { expr: quantile(0.5), legend: "p50" },
      { expr: quantile(0.95), legend: "p95" },
    ],
  };
}

/** CRM-28, CRM-29, CRM-72 */
export function cachePerformance(): PanelSpec {
  return {
    key: "cache-performance",
    type: "timeseries",
    title: "Cache Performance",
    description: "Look-ups in the cache per second that hit and that miss.",
    unit: "ops",
    min: 0,
    width: 12,
    queries: ["hits", "misses"].map((what) => ({
      expr: `sum(rate(${api(`cache_${what}_total`)}[$__rate_interval]))`,
      legend: what,
    })),
  };
}

/** CRM-111: for each instance, as the specification writes it. Idle, the quotient is NaN and nothing is drawn (CRM-Q6). */
export function cacheHitRate(tooFew: number): PanelSpec {
  const rate = (what: string) => `rate(${api(`cache_${what}_total`)}[$__rate_interval])`;
  return {
    key: "cache-hit-rate",
    type: "timeseries",
    title: "Cache hit rate",
    description: "Share of look-ups that the cache answers. LowCacheHitRate fires below the line.",
    unit: "percent",
    min: 0,
    max: 100,
    noValue: "cache not in use",
    steps: [
      { from: undefined, color: "red" },
      { from: tooFew, color: "green" },
    ],
    queries: [
      {
        expr: `( ${rate("hits")} / (${rate("hits")} + ${rate("misses")}) ) * 100`,
        legend: "{{instance}}",
        window: "5m",
      },
    ],
  };
}

/** CRM-31, CRM-57: `decbytes`, since the alert's MB is a million bytes (CRM-Q4). */
export function cacheMemory(tooMuch: number): PanelSpec {
  return {
    key: "cache-memory",
    type: "timeseries",
    title: "Cache memory",
    description: "Memory that the cache holds. HighCacheMemory fires above the line.",
    unit: "decbytes",
    min: 0,
    steps: above(tooMuch),
    queries: [{ expr: counted("cache_memory_bytes"), legend: "cache" }],
  };
}

/** CRM-30 */
export function cacheKeys(): PanelSpec {
  return {
    key: "cache-keys",
    type: "timeseries",
    title: "Cache keys",
    description: "Keys that the cache holds.",
    unit: "short",
    decimals: 0,
    min: 0,
    queries: [{ expr: counted("cache_keys_count"), legend: "keys" }],
  };
}
