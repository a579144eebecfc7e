import { toolsOf } from "../tools/pins";
import { prepareMachine } from "./cluster/node/machine";
import { ensureRootfs, nodeRootfs } from "./cluster/node/rootfs";
import { CONTROL_PLANE_PROGRAMS, ensurePrograms } from "./cluster/programs";
import { plannedOrigin } from "./cluster/startCluster";
import { ensureMaterial } from "./images/build";
import { ensureParts } from "./images/parts";
import { recipes } from "./images/recipes";

/** Gets everything that the suite builds or downloads into the cache, so that CI can do it beside the cheap checks. */
async function main(): Promise<void> {
  const log = (line: string): void => {
    console.log(line);
  };
  const origin = plannedOrigin();
  if (origin !== "processes") {
    // Only the engine's proof needs programs of ours; in the cluster run the official images.
    await ensurePrograms([...CONTROL_PLANE_PROGRAMS, "pulumi"], log);
    await ensureParts(log);
    return;
  }
  await prepareMachine(log);
  // Downloads first: they wait for the network, and what is built waits for the processor.
  await ensureRootfs(nodeRootfs, log);
  const isDownload = (repository: string): boolean => recipes[repository]?.kind === "debian";
  await ensureMaterial(Object.keys(recipes).filter(isDownload), log);
  await ensurePrograms(toolsOf("e2e"), log);
  await ensureMaterial(Object.keys(recipes), log);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
