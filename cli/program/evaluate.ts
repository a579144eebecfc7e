import type { Loaded } from "../../config";
import { loadFromFile } from "../../config/from-file";
import { program } from "../../components/program";
import { buildPlan } from "../../systems";
import type { Plan } from "../../systems/plan";
import { record, type Recorded } from "./record";

/** One stack, computed completely: settings, plan and every resource, without engine, cluster or network. */
export interface Evaluated {
  readonly loaded: Loaded;
  readonly plan: Plan;
  readonly resources: readonly Recorded[];
}

/**
 * Evaluates a stack by its name or the path of its file.
 * @throws UserError for every mistake a user can make.
 */
export async function evaluate(stackOrPath: string): Promise<Evaluated> {
  const loaded = loadFromFile(stackOrPath);
  const plan = buildPlan(loaded.settings);
  const { resources } = await record(() => program(loaded, {}, plan), { stack: loaded.stack });
  return { loaded, plan, resources };
}
