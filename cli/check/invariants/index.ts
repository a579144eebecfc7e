import * as containers from "./containers";
import * as exposure from "./exposure";
import * as objects from "./objects";
import * as references from "./references";
import type { Invariant } from "./stack";

export { stackOfResources, type Invariant, type Stack } from "./stack";

/** Every invariant by its name, which reads as the sentence that must be true. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  ...objects,
  ...containers,
  ...references,
  ...exposure,
};
