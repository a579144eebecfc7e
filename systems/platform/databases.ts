import type { Settings } from "../../config/schema";
import type { Database } from "../../config/schema/databases";
import type { Part } from "./part";

const TYPES: readonly Database["type"][] = ["postgres", "redis", "mongodb"];

/** Alerts on the databases whose exporters we run, whichever system they belong to. */
export const DATABASES: readonly Part[] = TYPES.map((type) => ({
  name: type,
  when: (settings) => hasDatabase(settings, type),
  rules: [type],
}));

function hasDatabase({ databases, systems }: Settings, type: Database["type"]): boolean {
  const { gauzian } = systems;
  const sidecars: Partial<Record<Database["type"], boolean>> = {
    postgres: gauzian?.postgresExporter?.enabled ?? false,
    redis: gauzian?.redisExporter?.enabled ?? false,
  };
  return sidecars[type] === true || databases.some((database) => database.type === type);
}
