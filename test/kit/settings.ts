import { stackFile, type Settings, type StackFile } from "../../config/schema";
import type { System } from "../../systems/model";
import type { Plan } from "../../systems/plan";
import { urls } from "../../base/exposure";

const MINIMAL: StackFile = {
  environment: "staging",
  platform: "k3s",
  cluster: { name: "test-cluster" },
};

/** Valid settings: the smallest stack file, with `changes` over it. */
export function settingsWith(changes: Partial<StackFile> = {}): Settings {
  return stackFile.parse({ ...MINIMAL, ...changes });
}

/** A system that watches nothing, with `changes` over it. */
export function systemWith(changes: Partial<System> = {}): System {
  return {
    name: "shop",
    title: "Shop",
    scrapes: [],
    probes: [],
    rules: [],
    lokiRules: [],
    dashboards: [],
    databases: [],
    logFiles: [],
    ...changes,
  };
}

/** A plan of exactly these systems, without rules and dashboards unless given. */
export function planWith(
  settings: Settings,
  systems: readonly System[] = [],
  changes: Partial<Plan> = {},
): Plan {
  return {
    settings,
    systems,
    ruleFiles: [],
    lokiRuleFiles: [],
    dashboards: [],
    templates: [],
    urls: urls(settings),
    ...changes,
  };
}
