import type { PanelSpec } from "../kit";
import { backend } from "./select";

/** TUM-41: a gauge in spite of its name (TUM-Q4). */
export function pollsActive(): PanelSpec {
  return {
    key: "polls-active",
    type: "stat",
    title: "Polls in progress",
    description: "Polls that are open for votes right now, over all instances.",
    unit: "short",
    decimals: 0,
    width: 6,
    queries: [{ expr: `sum(${backend("tumulte_polls_active_total")})`, legend: "polls" }],
  };
}

/** TUM-40 */
export function pollsLaunched(): PanelSpec {
  return {
    key: "polls-launched",
    type: "stat",
    title: "Polls launched",
    description: "Polls launched within the last hour; a restart of the backend does not lose count.",
    unit: "short",
    decimals: 0,
    width: 6,
    noValue: "0",
    queries: [{ expr: `sum(increase(${backend("tumulte_polls_launched_total")}[1h]))`, legend: "polls" }],
  };
}

/** TUM-42 */
export function votes(): PanelSpec {
  return {
    key: "votes",
    type: "timeseries",
    title: "Votes per second",
    description: "Votes that the backend receives. Polls in progress and no votes: something is wrong.",
    unit: "ops",
    min: 0,
    width: 12,
    queries: [
      { expr: `sum(rate(${backend("tumulte_votes_received_total")}[$__rate_interval]))`, legend: "votes" },
    ],
  };
}

/** TUM-39: a gauge in spite of its name (TUM-Q4). */
export function webSockets(): PanelSpec {
  return {
    key: "websockets",
    type: "timeseries",
    title: "WebSocket connections",
    description: "Open WebSocket connections of each instance.",
    unit: "short",
    min: 0,
    queries: [
      {
        expr: `sum by (instance) (${backend("tumulte_websocket_connections_total")})`,
        legend: "{{instance}}",
      },
    ],
  };
}

/** TUM-43, TUM-44 */
export function databaseConnections(): PanelSpec {
  return {
    key: "db-connections",
    type: "timeseries",
    title: "Database connections",
    description: "Connections that the backend holds to PostgreSQL, at work and waiting.",
    unit: "short",
    min: 0,
    stacked: true,
    queries: [
      { expr: `sum(${backend("tumulte_db_connections_active")})`, legend: "active" },
      { expr: `sum(${backend("tumulte_db_connections_idle")})`, legend: "idle" },
    ],
  };
}

/** TUM-45, TUM-46 */
export function cacheLookups(): PanelSpec {
  return {
    key: "cache-lookups",
    type: "timeseries",
    title: "Cache hits and misses",
    description: "Look-ups in the cache per second, found and not found.",
    unit: "ops",
    min: 0,
    queries: [
      { expr: `sum(rate(${backend("tumulte_cache_hits_total")}[$__rate_interval]))`, legend: "hits" },
      { expr: `sum(rate(${backend("tumulte_cache_misses_total")}[$__rate_interval]))`, legend: "misses" },
    ],
  };
}
