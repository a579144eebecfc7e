import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownCatalogues, registryOf, type Job } from "../../../catalogue/registry";
import { loadFromFile } from "../../../config/from-file";
import { buildPlan } from "../../../systems";
import { sampleValues } from "../../tools/panels/samples";
import type { KubeObject } from "../cluster";
import { readObjects } from "../cluster";
import type { ClusterOrigin } from "../cluster/types";
import { withSecrets } from "./secrets";
import type { Values } from "./series";

/** The objects of one stack as `npm run render` writes them, with secrets that work in the test's world. */
export interface RenderedStack {
  readonly objects: readonly KubeObject[];
  /** Parts that are added to somebody else's workload by server-side apply, each under its own field manager. */
  readonly patches: readonly KubeObject[];
  /** Its scrape jobs, and what is known of the series of each. */
  readonly jobs: readonly Job[];
  /** What labels without a closed set of values hold. */
  readonly values: Values;
}

export const PATCH_MANAGER = "pulumi.com/patchFieldManager";

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
    const plain = readObjects(join(folder, "out"));
    const objects = plain.map((object) => withSecrets(object, plain, origin));
    const plan = buildPlan(loadFromFile(stack).settings);
    return {
      objects: objects.filter((object) => !isPatch(object)),
      patches: objects.filter(isPatch),
      jobs: registryOf(plan, ownCatalogues()).jobs,
      values: sampleValues(plan),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isPatch(object: KubeObject): boolean {
  return object.metadata.annotations?.[PATCH_MANAGER] !== undefined;
}

/** What lets the outside in: routes, what they pass through, and the policies and passwords that belong to them. */
export function exposureOf({ objects }: RenderedStack): readonly KubeObject[] {
  const routed = new Set(
    objects.filter(({ kind }) => kind === "IngressRoute").map(({ metadata }) => metadata.name),
  );
  return objects.filter(({ kind, metadata: { name } }) => {
    if (kind === "IngressRoute" || kind === "Middleware") return true;
    if (kind === "NetworkPolicy") return name === "prometheus" || routed.has(name);
    return kind === "Secret" && name.endsWith("-auth-secret");
  });
}
