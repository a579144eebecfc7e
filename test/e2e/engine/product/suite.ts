import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { drawn, drawnSecrets, heldResources } from "../harness/exported";
import { createFacts, type Facts } from "../harness/facts";
import { shownIn } from "../harness/sentinels";
import { changes, steps } from "../harness/steps";
import { metadataOf } from "../kubernetes/object";
import { objectAt, without, type JsonObject } from "../wire/values";
import { openStage, type Stage } from "./stage";

/** Removes the stack; where it protects its volumes, says so first and lifts that as docs/operations tells. */
export async function destroy({ world, project }: Stage): Promise<ReturnType<typeof changes>> {
  if (project.protects) {
    const refused = await world.run("destroy");
    assert.equal(refused.ok, false);
    assert.match(refused.diagnostics.join(), /protect/);
    await world.cli("state", "unprotect", "--all", "--yes", "--stack", project.stack);
  }
  return changes(await world.run("destroy"));
}

/** Fails unless every workload of others says what it said before the stack added something to it. */
export async function isAsBefore({ bench, workloads }: Stage): Promise<void> {
  for (const original of workloads) {
    const now = await bench.api.get(original);
    assert.deepEqual(now.spec, original.spec);
    assert.deepEqual(annotationsOf(now), annotationsOf(original));
  }
}

/** Without the count of roll-outs, which only grows. */
function annotationsOf(object: JsonObject): JsonObject {
  return without(objectAt(metadataOf(object).annotations), "deployment.kubernetes.io/revision");
}

/**
 * The life of one of the product's stacks on the real engine, from an empty cluster to an empty cluster.
 * @param more scenarios of this stack alone, run while it is up; they leave it as they found it
 */
export function productSuite(stack: string, more?: (stage: () => Stage, facts: Facts) => void): void {
  describe(`the stack "${stack}" on the real engine`, () => {
    const facts = createFacts(stack);
    let stage: Stage;

    before(async () => {
      stage = await openStage(stack);
    });

    after(async () => {
      await facts.write(stage.bench, stage.world).finally(() => stage.close());
    });

    it("previews on an empty cluster and touches nothing", async () => {
      const preview = await stage.world.run("preview");

      assert.deepEqual(Object.keys(changes(preview)), ["create"]);
      assert.deepEqual(await stage.living(), []);
      assert.deepEqual(stage.world.cloudflare.writes, []);
      facts.time("preview on an empty cluster", preview);
    });

    it("creates exactly what render shows", async () => {
      const up = await stage.world.run("up");

      assert.deepEqual(Object.keys(changes(up)), ["create"]);
      assert.deepEqual(await stage.living(), stage.rendered);
      facts.time("first up", up);
    });

    it("finds nothing to do the second time, and draws nothing anew", async () => {
      const { world } = stage;
      const held = drawn(await heldResources(world, stack));
      assert.notDeepEqual(held, {});
      const generations = await stage.generations();
      const [preview, up] = [await world.run("preview"), await world.run("up")];

      assert.deepEqual([steps(preview), steps(up)], [[], []]);
      assert.deepEqual(await stage.generations(), generations);
      assert.deepEqual(drawn(await heldResources(world, stack)), held);
      facts.time("second preview", preview);
      facts.time("second up", up);
    });

    it("refreshes without drift", async () => {
      const refresh = await stage.world.run("refresh");

      assert.deepEqual(steps(refresh), []);
      facts.time("refresh", refresh);
    });

    more?.(() => stage, facts);

    it("shows no secret: not in the state, the event logs, nor in what the CLI prints", async () => {
      const { world, project } = stage;
      const connector = { what: "token of the tunnel's connectors", value: world.cloudflare.connectorSecret };
      const drawnOnes = drawnSecrets(await heldResources(world, stack));
      const sentinels = [...project.sentinels, ...drawnOnes, connector];
      assert.notDeepEqual(drawnOnes, []);

      assert.deepEqual(shownIn(world.state(), sentinels), []);
      assert.deepEqual(shownIn(world.told(), sentinels), []);
      for (const command of ["stack", "stack output", "stack export", "config"]) {
        const said = await world.cli(...command.split(" "), "--stack", stack);
        assert.deepEqual(shownIn(said, sentinels), [], `pulumi ${command}`);
      }
      facts.note("secrets looked for, and shown", `${sentinels.length}, 0`);
    });

    it("destroys to nothing, and returns patched workloads as they were", async () => {
      await destroy(stage);

      assert.deepEqual(await stage.living(), []);
      assert.deepEqual(stage.world.cloudflare.held(), []);
      await isAsBefore(stage);
      facts.note("left after destroy", `0 objects; ${stage.workloads.length} patched workloads as before`);
    });
  });
}
