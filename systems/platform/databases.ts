import type { Database } from "../../config/schema/databases";
import { databasesDashboard } from "../../dashboards/platform";
import type { DashboardSource } from "../../dashboards/contract";
import type { Part } from "./part";

const TYPES: readonly Database["type"][] = ["postgres", "redis", "mongodb"];

/** Alerts on the databases whose exporters we run, whichever system they belong to. */
export const DATABASES: readonly Part[] = TYPES.map((type) => ({
  name: type,
  when: (_settings, databases) => databases.some((database) => database.type === type),
  rules: [type],
}));

/** One dashboard for all of them, where there is one. */
export function databaseDashboards(databases: readonly Database[]): readonly DashboardSource[] {
  return databases.length === 0 ? [] : [databasesDashboard(databases)];
}
