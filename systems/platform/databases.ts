import type { Database } from "../../config/schema/databases";
import type { Part } from "./part";

const TYPES: readonly Database["type"][] = ["postgres", "redis", "mongodb"];

/** Alerts on the databases whose exporters we run, whichever system they belong to. */
export const DATABASES: readonly Part[] = TYPES.map((type) => ({
  name: type,
  when: (_settings, databases) => databases.some((database) => database.type === type),
  rules: [type],
}));
