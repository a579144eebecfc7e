import type { Settings } from "./schema";
import type { SecretValues } from "./secret-values";

/** A secret the stack file refers to that has no value yet, and the command that sets it. */
export interface MissingSecret {
  readonly key: string;
  /** Path of the reference, e.g. `vigie:alerting.receivers.critical.webhookUrl`. */
  readonly usedBy: string;
  readonly command: string;
}

/** What the loaders return: validated settings, and the secrets beside them. */
export interface Loaded {
  readonly stack: string;
  readonly settings: Settings;
  readonly secrets: SecretValues;
  /** Empty at preview and up: there a missing secret is refused. */
  readonly missing: readonly MissingSecret[];
  /** Not errors, but worth saying: Promtail's end of life, one replica, ... */
  readonly warnings: readonly string[];
}
