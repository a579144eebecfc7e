import type { Settings } from "../../config/schema";
import type { System } from "../model";
import { CLUSTER } from "./cluster";
import { DATABASES } from "./databases";
import { STACK } from "./stack";

/** The cluster, its nodes, and the stack itself, by what exists with these settings. */
export function platformSystem(settings: Settings): System {
  const parts = [...STACK, ...CLUSTER, ...DATABASES].filter(({ when }) => when?.(settings) ?? true);
  return {
    name: "platform",
    title: "Platform",
    scrapes: parts.flatMap(({ scrapes }) => scrapes?.(settings) ?? []),
    probes: [],
    rules: parts.flatMap(({ rules }) => rules ?? []).map(rulesOf),
    lokiRules: parts.flatMap(({ lokiRules }) => lokiRules ?? []).map(rulesOf),
    dashboards: parts.flatMap(({ dashboards }) => dashboards ?? []),
    databases: [],
    logFiles: [],
  };
}

function rulesOf(name: string): { file: string } {
  return { file: `rules/platform/${name}.yaml` };
}
