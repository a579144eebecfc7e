import type { PanelSpec } from "../kit";
import { database } from "./select";

/** TUM-49: connections, transactions, locks. */
export function postgresPanels(): readonly PanelSpec[] {
  const postgres = (metric: string) => database(metric, "postgres");
  const rate = (metric: string) => `sum(rate(${postgres(metric)}[$__rate_interval]))`;
  return [
    {
      key: "pg-connections",
      type: "timeseries",
      title: "PostgreSQL connections",
      description: "Connections of PostgreSQL by state, all clients together.",
      unit: "short",
      min: 0,
      queries: [{ expr: `sum by (state) (${postgres("pg_stat_activity_count")})`, legend: "{{state}}" }],
    },
    {
      key: "pg-transactions",
      type: "timeseries",
      title: "PostgreSQL transactions",
      description:
        "Transactions per second, committed and rolled back. Many rollbacks: look at the backend's logs.",
      unit: "ops",
      min: 0,
      queries: [
        { expr: rate("pg_stat_database_xact_commit"), legend: "committed" },
        { expr: rate("pg_stat_database_xact_rollback"), legend: "rolled back" },
      ],
    },
    {
      key: "pg-locks",
      type: "timeseries",
      title: "PostgreSQL locks",
      description: "Locks held right now by mode. Exclusive locks that stay keep everybody else waiting.",
      unit: "short",
      min: 0,
      queries: [{ expr: `sum by (mode) (${postgres("pg_locks_count")})`, legend: "{{mode}}" }],
    },
  ];
}

/** TUM-51: memory, commands, clients. */
export function redisPanels(): readonly PanelSpec[] {
  const redis = (metric: string) => database(metric, "redis");
  return [
    {
      key: "redis-memory",
      type: "timeseries",
      title: "Redis memory",
      description: "Memory that Redis holds for its keys.",
      unit: "bytes",
      min: 0,
      queries: [{ expr: `sum(${redis("redis_memory_used_bytes")})`, legend: "used" }],
    },
    {
      key: "redis-commands",
      type: "timeseries",
      title: "Redis commands",
      description: "Commands per second that Redis carries out.",
      unit: "ops",
      min: 0,
      queries: [
        {
          expr: `sum(rate(${redis("redis_commands_processed_total")}[$__rate_interval]))`,
          legend: "commands",
        },
      ],
    },
    {
      key: "redis-clients",
      type: "timeseries",
      title: "Redis clients",
      description: "Connections that clients hold to Redis.",
      unit: "short",
      min: 0,
      queries: [{ expr: `sum(${redis("redis_connected_clients")})`, legend: "clients" }],
    },
  ];
}
