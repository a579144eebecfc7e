import type { Database } from "../../config/schema/databases";
import type { DashboardInput, DashboardJson } from "../contract";
import { above, dashboard, series, targetVariables } from "../kit";
import type { PanelSpec, RowSpec } from "../kit";

export const DATABASES = { uid: "vigie-databases", title: "Databases" } as const;

const RULES = { postgres: "rules/platform/postgres.yaml", redis: "rules/platform/redis.yaml" };
const LEGEND = "{{system}} {{instance}}";

/** The databases whose exporters this stack runs, whichever system they belong to. */
export function databasesOverview(
  databases: readonly Pick<Database, "name" | "type">[],
  input: DashboardInput,
): DashboardJson {
  const rows: Readonly<Record<Database["type"], () => RowSpec>> = {
    postgres: () => postgres(input),
    redis: () => redis(input),
    mongodb,
  };
  const types = new Set(databases.map(({ type }) => type));
  const jobs = databases.map(({ name }) => name).sort();
  return dashboard({
    ...DATABASES,
    description:
      "Every database that has an exporter: whether it answers, and how close it is to its limits.",
    tags: ["platform"],
    alerts: 'alertname=~"(Postgres|Redis|Mongodb).+"',
    variables: [...targetVariables(`job=~"${jobs.join("|")}"`)],
    rows: (["postgres", "redis", "mongodb"] as const)
      .filter((type) => types.has(type))
      .map((type) => rows[type]()),
  });
}

function postgres(input: DashboardInput): RowSpec {
  const bad = input.threshold(RULES.postgres, "PostgresConnectionsAlmostUsed");
  return {
    title: "PostgreSQL",
    panels: [up("postgres", "PostgreSQL", "PostgresDown", "pg_up"), postgresConnections(bad)],
  };
}

function redis(input: DashboardInput): RowSpec {
  const bad = input.threshold(RULES.redis, "RedisMemoryAlmostFull");
  return {
    title: "Redis",
    panels: [up("redis", "Redis", "RedisDown", "redis_up"), redisMemory(bad)],
  };
}

function mongodb(): RowSpec {
  return {
    title: "MongoDB",
    panels: [up("mongodb", "MongoDB", "MongodbDown", "mongodb_up")],
  };
}

function up(type: Database["type"], title: string, alert: string, metric: string): PanelSpec {
  return {
    key: `${type}-up`,
    type: "timeseries",
    title: `${title} answers`,
    description: `1 while the exporter can log in, 0 while it cannot. The alert is ${alert}.`,
    unit: "short",
    decimals: 0,
    min: 0,
    max: 1,
    width: 12,
    noValue: "no exporter answers",
    queries: [{ expr: series(metric), legend: LEGEND }],
  };
}

function postgresConnections(bad: number): PanelSpec {
  return {
    key: "postgres-connections",
    type: "timeseries",
    title: "PostgreSQL connections in use",
    description: "Share of max_connections. The line is the alert PostgresConnectionsAlmostUsed.",
    unit: "percent",
    min: 0,
    max: 100,
    width: 12,
    steps: above(bad),
    noValue: "no exporter answers",
    queries: [
      {
        expr:
          `100 * sum by (system, instance) (${series("pg_stat_activity_count")})` +
          ` / min by (system, instance) (${series("pg_settings_max_connections")})`,
        legend: LEGEND,
      },
    ],
  };
}

function redisMemory(bad: number): PanelSpec {
  return {
    key: "redis-memory",
    type: "timeseries",
    title: "Redis memory in use",
    description:
      "Share of maxmemory; a Redis without one is left out. The line is the alert RedisMemoryAlmostFull.",
    unit: "percent",
    min: 0,
    width: 12,
    steps: above(bad),
    noValue: "no Redis has a maxmemory",
    queries: [
      {
        expr: `100 * ${series("redis_memory_used_bytes")} / (${series("redis_memory_max_bytes")} > 0)`,
        legend: LEGEND,
      },
    ],
  };
}
