import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashSync } from "bcryptjs";
import type { KubeObject } from "../cluster";
import { readObjects } from "../cluster";
import type { ClusterOrigin } from "../cluster/types";
import { webhookOrigin } from "../cluster/receiver";

/** The objects of one stack as `npm run render` writes them, with secrets that work in the test's world. */
export interface RenderedStack {
  readonly objects: readonly KubeObject[];
  /** Parts that are added to somebody else's workload by server-side apply, each under its own field manager. */
  readonly patches: readonly KubeObject[];
}

export const PATCH_MANAGER = "pulumi.com/patchFieldManager";

/** User and password of every basic authentication in the test's world. */
export const LOGIN = { user: "admin", password: "correct horse battery staple" } as const;

/** Password of the simulated products' databases. */
export const DATABASE_PASSWORD = "database-password";

/**
 * Renders a stack (by name, or by the path of its file) with the project's own command, as a user would, for a cluster of
 * that origin. @throws with the command's output when it fails.
 */
export function renderStack(stack: string, origin: ClusterOrigin = "processes"): RenderedStack {
  const folder = mkdtempSync(join(tmpdir(), "vigie-render-"));
  try {
    const which = stack.endsWith(".yaml") ? ["--config-file", stack] : [stack];
    const launcher = join(__dirname, "..", "..", "..", "cli", "launch.mjs");
    const args = [launcher, "render", ...which, "--out", join(folder, "out")];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`npm run render -- ${stack} fails:\n${stderr}`);
    const objects = readObjects(join(folder, "out")).map((object) => withSecrets(object, origin));
    return { objects: objects.filter((object) => !isPatch(object)), patches: objects.filter(isPatch) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isPatch(object: KubeObject): boolean {
  return object.metadata.annotations?.[PATCH_MANAGER] !== undefined;
}

/** Render hides secrets; these take their places. */
function withSecrets(object: KubeObject, origin: ClusterOrigin): KubeObject {
  const data = object.stringData;
  if (object.kind !== "Secret" || typeof data !== "object" || data === null) return object;
  const filled = Object.keys(data).map(
    (key) => [key, secretValue(object.metadata.name, key, origin)] as const,
  );
  return { ...object, stringData: Object.fromEntries(filled) };
}

/** A working value for a secret, told by its key; the receivers of the test's world know their webhooks by these paths. */
function secretValue(secret: string, key: string, origin: ClusterOrigin): string {
  if (key === "heartbeat-url")
    return `${webhookOrigin("heartbeat", origin)}/00000000-0000-0000-0000-000000000000`;
  if (key.includes("discord")) return `${webhookOrigin("discord", origin)}/api/webhooks/1/${key}`;
  if (key.includes("slack")) return `${webhookOrigin("slack", origin)}/services/T0/B0/${key}`;
  if (secret.includes("credentials") && key === "user") return "postgres";
  if (secret.includes("credentials") && key === "password") return DATABASE_PASSWORD;
  if (key === "users") return `${LOGIN.user}:${hashSync(LOGIN.password, 5)}`;
  return LOGIN.password;
}
