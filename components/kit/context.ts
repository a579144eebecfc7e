import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../config/schema";
import type { SecretValues } from "../../config/secret-values";
import type { Plan } from "../../systems/plan";

/** What every component of the stack is given beside its own args. */
export interface Context {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly secrets: SecretValues;
  /** Namespace of the stack, as an output of the namespace itself, so that everything waits for it. */
  readonly namespace: pulumi.Input<string>;
  /** Namespace of the pods that must read the host (Pod Security `privileged`). */
  readonly agentsNamespace: pulumi.Input<string>;
}

/**
 * The escape hatch: edits the arguments of one main object just before it is created. Either a partial object spread
 * over ours, or a function that returns the new arguments.
 */
export type Transform<Args> = Partial<Args> | ((args: Args) => Args);

export function transformed<Args extends object>(args: Args, transform: Transform<Args> | undefined): Args {
  if (transform === undefined) return args;
  return typeof transform === "function" ? transform(args) : { ...args, ...transform };
}
