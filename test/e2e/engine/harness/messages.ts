import type { Cut } from "../wire/gate";

export type FromProviders =
  | { readonly kind: "ports"; readonly ports: Readonly<Record<string, number>> }
  | { readonly kind: "armed" }
  /** Milliseconds since the epoch, see `OnAsked`. */
  | { readonly kind: "asked"; readonly at: number }
  | { readonly kind: "halted"; readonly label: string };

export interface ToProviders {
  /** Where the next operation shall be cut. @default nowhere */
  readonly cut?: Cut;
}

/** One engine operation, for the process that runs it. */
export interface Job {
  readonly command: "preview" | "up" | "refresh" | "destroy";
  readonly stack: string;
  /** Folder with Pulumi.yaml and the stack files. */
  readonly workDir: string;
  /** Module that makes the resources: `export function program()`, or everything when it is loaded. */
  readonly program: string;
  /** File that gets what the engine tells: its event log without debug messages, and what the CLI prints. */
  readonly transcript: string;
  /** On top of the environment of the process; providers get new ports when they were killed. */
  readonly env: Readonly<Record<string, string>>;
}

/** What one resource went through, from the engine's own events. */
export interface Step {
  /** The engine's operation: create, update, replace, delete, same, refresh, ... */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** Property paths that differ. */
  readonly diffs: readonly string[];
}

/** The end of an operation as the engine told it. */
export interface Outcome {
  readonly ok: boolean;
  /** The engine's message when it failed. */
  readonly error?: string;
  /** Operation to number of resources, `same` left out. */
  readonly changes: Readonly<Record<string, number>>;
  /** All steps but `same`. */
  readonly steps: readonly Step[];
  /** Warnings and errors. */
  readonly diagnostics: readonly string[];
  /** Stack outputs after `up`; secrets are "[secret]". */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Wall time of the engine's command in seconds. */
  readonly seconds: number;
}
