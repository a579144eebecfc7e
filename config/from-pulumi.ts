import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Loaded } from ".";
import { UserError } from "./errors";
import { load } from "./load";
import { emptyRaw, parsedJson, type RawConfig, type SecretEntry } from "./raw";
import { ownKeys, secretsProblems } from "./read/own-keys";
import { readStackText } from "./read/stack-file";
import { projectRoot } from "./root";
import { secretValues } from "./secret-values";

/**
 * Loads the running stack from the Pulumi engine. Preview and up refuse missing secrets and placeholders, and say every
 * warning.
 * @throws pulumi.RunError, which Pulumi prints without a stack trace.
 */
export function loadFromPulumi(): Loaded {
  return orRunError(() => {
    const raw = readPulumiConfig();
    const loaded = load(raw, { requireSecrets: true });
    for (const text of loaded.warnings) void pulumi.log.warn(text);
    return { stack: raw.stack, ...loaded, secrets: secretValues(raw) };
  });
}

/** Turns a user's mistake into the error that Pulumi prints as a message alone; other errors pass. */
export function orRunError<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UserError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

function readPulumiConfig(): RawConfig {
  const project = pulumi.getProject();
  const stack = pulumi.getStack();
  const file = `Pulumi.${stack}.yaml`;
  const { [`${project}:secrets`]: secretsText = "{}", ...others } = pulumi.runtime.allConfig();
  const written = writtenFile(project, stack, file);
  const handedOver = parsedJson(secretsText);
  const secrets = "value" in handedOver ? handedOver.value : undefined;
  const own = ownKeys(others, project, [...written.problems, ...secretsProblems(secrets, project)]);
  return {
    ...emptyRaw(project, stack, file),
    ...own,
    secrets: { ...opened(secrets), ...clearOnes(written) },
  };
}

/** By the time the engine hands values over, clear and encrypted ones look alike: only the file tells them apart. */
function writtenFile(project: string, stack: string, file: string): RawConfig {
  const path = join(projectRoot(), file);
  if (!existsSync(path)) return emptyRaw(project, stack, file);
  return readStackText({ project, stack, file, text: readFileSync(path, "utf8") });
}

function clearOnes({ secrets }: RawConfig): Record<string, SecretEntry> {
  return Object.fromEntries(Object.entries(secrets).filter(([, { state }]) => state === "clear"));
}

function opened(value: unknown): Record<string, SecretEntry> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, { state: "opened", value: String(entry) } as const]),
  );
}
