import type { PanelSpec, Query } from "../kit";
import type { Tumulte } from "../../config/schema/systems";
import { series } from "../kit";
import { backend, database } from "./select";

/** TUM-36, TUM-56, TUM-57, TUM-63, TUM-64: what the four "down" alerts speak about, at a glance. */
export function services({ postgres, redis }: Tumulte): PanelSpec {
  return {
    key: "services",
    type: "stat",
    title: "Services",
    description:
      "Instances that answer. At 0 the alert of that service fires after a minute: TumulteBackendDown, TumulteFrontendDown, PostgresDown, RedisDown.",
    unit: "short",
    decimals: 0,
    width: 24,
    height: 4,
    steps: [
      { from: undefined, color: "red" },
      { from: 1, color: "green" },
    ],
    queries: [
      answering("backend", backend("up")),
      answering("frontend", series("up", 'system="tumulte"', 'job="tumulte-frontend"')),
      ...(postgres === undefined ? [] : [answering("PostgreSQL", database("pg_up", "postgres"))]),
      ...(redis === undefined ? [] : [answering("Redis", database("redis_up", "redis"))]),
    ],
  };
}

function answering(legend: string, selector: string): Query {
  return { expr: `count(${selector} == 1) or vector(0)`, legend, instant: true };
}
