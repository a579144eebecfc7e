import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { changes, steps } from "../harness/steps";
import type { Cut } from "../wire/gate";
import { destroy } from "./suite";
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
    stage = await openStage("production");
    // Without it the plugin refuses objects that exist and are not in the state.
    await stage.world.adoptExisting(true);
  });

  after(async () => {
    await stage.close();
  });

  it(`is killed at ${kills} moments, each time in the middle of a call`, async (context) => {
    const moments: string[] = [];
    let mended = 0;
    for (let n = 0; n < kills; n++) {
      const killed = await stage.world.cutUp(moment(n));
      assert.notEqual(killed.at, undefined, `up was over before kill ${n + 1}`);
      moments.push(killed.at ?? "");
      mended += killed.mended ? 1 : 0;
    }
    context.diagnostic(`killed ${moments.join("; ")}`);
    context.diagnostic(`the local backend's attribute file was left empty ${mended} times`);
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

    const up = await stage.world.run("up");

    assert.deepEqual(steps(up), []);
    assert.doesNotMatch(up.diagnostics.join(), /pending operations/);
  });

  it("leaves nothing behind on destroy, not even what no state knows of", async () => {
    await destroy(stage);

    assert.deepEqual(await stage.living(), []);
  });
});

describe("an up that is killed right after it made the tunnel", () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage("staging");
    await stage.world.adoptExisting(true);
  });

  after(async () => {
    await stage.close();
  });

  it("is told of the tunnel that no state knows, and goes on once that is gone", async () => {
    const { cloudflare } = stage.world;
    const { at } = await stage.world.cutUp({ of: "ZeroTrustTunnelCloudflared ", index: 0, phase: "after" });
    assert.match(at ?? "", /^after create/);

    const refused = await stage.world.run("up");

    assert.equal(refused.ok, false);
    assert.match(refused.diagnostics.join(), /already have a tunnel with this name/);
    cloudflare.remove((held) => held.collection.endsWith("/cfd_tunnel"));
    changes(await stage.world.run("up"));
    assert.equal(cloudflare.held().filter(({ collection }) => collection.endsWith("/cfd_tunnel")).length, 1);
  });
});
