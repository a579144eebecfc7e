import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { changes } from "../harness/steps";
import { openStage } from "../product/stage";
import { objectAt, type Json } from "../wire/values";
import { freezeState, kept } from "./state";

/**
 * Keeps the state of a release, from which later ones must be able to upgrade:
 * `npx tsx test/e2e/engine/upgrade/record.ts <version>`. Done once, when a release is made.
 */
async function main(version: string | undefined): Promise<void> {
  if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error("usage: npx tsx test/e2e/engine/upgrade/record.ts <version>, for example 0.1.0");
  }
  const stage = await openStage(kept.stack, { suite: "record", path: kept.path });
  try {
    changes(await stage.world.run("up"));
    const exported = objectAt(
      JSON.parse(await stage.world.cli("stack", "export", "--stack", kept.stack)) as Json,
    );
    const file = join(__dirname, "releases", `${version}.jsonl`);
    writeFileSync(file, freezeState(exported));
    console.log(`wrote ${file}`);
  } finally {
    await stage.close();
  }
}

void main(process.argv[2]);
