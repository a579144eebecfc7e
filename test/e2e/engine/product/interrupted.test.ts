import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { changes, steps } from "../harness/steps";
import type { Cut } from "../wire/gate";
import { openStage, type Stage } from "./stage";

const kills = 20;

/**
 * Where the n-th `up` is killed: at its first, third, fifth ... changing call, in turn before the call reached the other
 * side and after, when the object exists and the engine does not know. Early, so that twenty kills fit into one roll-out.
 */
function moment(n: number): Cut {
  return { index: (n % 4) * 2, phase: n % 2 === 0 ? "after" : "before" };
}

describe("an up that is killed again and again", () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage("staging");
    // What docs/operations tells to set after an interruption.
    await stage.world.adoptExisting(true);
  });

  after(async () => {
    await stage.close();
  });

  it(`is killed at ${kills} moments, each time in the middle of a call`, async (context) => {
    const moments: string[] = [];
    for (let n = 0; n < kills; n++) {
      const at = await stage.world.cutUp(moment(n));
      assert.notEqual(at, undefined, `up was over before kill ${n + 1}`);
      moments.push(at ?? "");
      await stage.world.cli("cancel", "--yes", "--stack", stage.project.stack);
    }
    context.diagnostic(`killed ${moments.join("; ")}`);
  });

  it("converges on the next up", async () => {
    changes(await stage.world.run("up"));

    const living = await stage.living();
    assert.deepEqual(
      stage.rendered.filter((object) => !living.includes(object)),
      [],
    );
    assert.deepEqual(steps(await stage.world.run("preview")), []);
  });

  it("is whole again once the interrupted operations are cleared", async () => {
    const { stack } = stage.project;
    await stage.world.cli("refresh", "--clear-pending-creates", "--yes", "--stack", stack);
    await stage.world.adoptExisting(false);

    const up = await stage.world.run("up");

    assert.deepEqual(steps(up), []);
    assert.doesNotMatch(up.diagnostics.join(), /pending operations/);
  });

  it("leaves nothing behind on destroy, not even what no state knows of", async () => {
    changes(await stage.world.run("destroy"));

    assert.deepEqual(await stage.living(), []);
    assert.deepEqual(stage.world.cloudflare.held(), []);
  });
});
