import type { Settings } from "../schema";
import type { Finding } from "../problem";

export type Key = keyof Settings;

/** One rule over several fields. It runs only when every key it reads is valid by itself. */
export interface Rule {
  readonly name: string;
  readonly reads: readonly Key[];
  readonly check: (settings: Settings) => readonly Finding[];
}
