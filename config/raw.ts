import type { Problem } from "./problem";

/** What is known of one key of `vigie:secrets`. */
export type SecretEntry =
  /** Encrypted in the stack file, and its passphrase is not at hand. */
  | { readonly state: "sealed" }
  /** Decrypted by the Pulumi engine. */
  | { readonly state: "opened"; readonly value: string }
  /** Typed in clear: refused, and never repeated. */
  | { readonly state: "clear" };

/** A problem met while reading; `key` is the top-level key that was meant, and is therefore not missing. */
export interface ReadProblem extends Problem {
  readonly key?: string | undefined;
}

/** A stack file before validation, however it was read. */
export interface RawConfig {
  /** Prefix of our own keys. */
  readonly project: string;
  readonly stack: string;
  /** For messages: `Pulumi.staging.yaml`. */
  readonly file: string;
  /** Our keys without the prefix, and without `secrets`. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, SecretEntry>>;
  /** Problems met while reading, reported together with those of the content. */
  readonly problems: readonly ReadProblem[];
  /** False when nothing could be read: the content is then not judged. */
  readonly isReadable: boolean;
}

/** An empty stack file; what a reader found is spread over it. */
export function emptyRaw(project: string, stack: string, file: string): RawConfig {
  return { project, stack, file, values: {}, secrets: {}, problems: [], isReadable: true };
}

/** Pulumi hands objects and lists over as JSON text; `pulumi config set vigie:x '{…}'` stores them so too. */
export function parsedJson(text: string): { readonly value: unknown } | { readonly error: string } {
  const start = text.trimStart()[0];
  if (start !== "{" && start !== "[") return { value: text };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { error: "starts like JSON but is not valid JSON" };
  }
}

/** `{ secure: "v1:…" }`, the form of an encrypted value in a stack file. */
export function isSealed(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return (
    keys.length === 1 && keys[0] === "secure" && typeof (value as { secure: unknown }).secure === "string"
  );
}
