import type { Settings } from "../../config/schema";
import type { Database } from "../../config/schema/databases";
import type { System } from "../model";
import { CLUSTER } from "./cluster";
import { DATABASES, databaseDashboards } from "./databases";
import { STACK } from "./stack";

/**
 * The cluster, its nodes, and the stack itself, by what exists with these settings. `ofProducts` are the databases that
 * the products bring along, beside those of the stack file.
 */
export function platformSystem(settings: Settings, ofProducts: readonly Database[]): System {
  const databases = [...ofProducts, ...settings.databases];
  const parts = [...STACK, ...CLUSTER, ...DATABASES].filter(
    ({ when }) => when?.(settings, databases) ?? true,
  );
  return {
    name: "platform",
    title: "Platform",
    scrapes: parts.flatMap(({ scrapes }) => scrapes?.(settings) ?? []),
    probes: [],
    rules: parts.flatMap(({ rules }) => rules ?? []).map(rulesOf),
    lokiRules: parts.flatMap(({ lokiRules }) => lokiRules ?? []).map(rulesOf),
    dashboards: [...parts.flatMap(({ dashboards }) => dashboards ?? []), ...databaseDashboards(databases)],
    databases: [],
    logFiles: [],
  };
}

function rulesOf(name: string): { file: string } {
  return { file: `rules/platform/${name}.yaml` };
}
