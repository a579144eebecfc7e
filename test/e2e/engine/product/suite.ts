import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { changes, steps } from "../harness/steps";
import { objectAt } from "../wire/values";
import { openStage, type Stage } from "./stage";

/** Removes the stack; where it protects its volumes, says so first and lifts that as docs/operations tells. */
export async function destroy({ world, project }: Stage): Promise<void> {
  if (project.protects) {
    const refused = await world.run("destroy");
    assert.equal(refused.ok, false);
    assert.match(refused.diagnostics.join(), /protect/);
    await world.cli("state", "unprotect", "--all", "--yes", "--stack", project.stack);
  }
  changes(await world.run("destroy"));
}

/**
 * The life of one of the product's stacks on the real engine, from an empty cluster to an empty cluster.
 * @param more scenarios of this stack alone, run while it is up; they leave it as they found it
 */
export function productSuite(stack: string, more?: (stage: () => Stage) => void): void {
  describe(`the stack "${stack}" on the real engine`, () => {
    let stage: Stage;

    before(async () => {
      stage = await openStage(stack);
    });

    after(async () => {
      await stage.close();
    });

    it("previews on an empty cluster and touches nothing", async (context) => {
      const { bench, world } = stage;
      const parts = Object.entries(world.parts).map(([name, part]) => `${name}: ${part}`);
      context.diagnostic(
        `engine ${(await world.cli("version")).trim()}; ${parts.join(", ")}; ${bench.description}`,
      );

      const preview = await stage.world.run("preview");

      assert.deepEqual(Object.keys(changes(preview)), ["create"]);
      assert.deepEqual(await stage.living(), []);
      assert.deepEqual(stage.world.cloudflare.writes, []);
    });

    it("creates exactly what render shows", async () => {
      assert.deepEqual(Object.keys(changes(await stage.world.run("up"))), ["create"]);

      assert.deepEqual(await stage.living(), stage.rendered);
    });

    it("keeps no secret in clear in the state", () => {
      const state = stage.world.state();

      const shown = Object.entries(stage.project.secrets).filter(([, value]) =>
        [value, Buffer.from(value).toString("base64")].some((text) => state.includes(text)),
      );
      assert.deepEqual(Object.fromEntries(shown), {});
    });

    it("finds nothing to do the second time", async () => {
      assert.deepEqual(steps(await stage.world.run("preview")), []);
      assert.deepEqual(steps(await stage.world.run("up")), []);
    });

    it("refreshes without drift", async () => {
      assert.deepEqual(changes(await stage.world.run("refresh")), {});
      assert.deepEqual(steps(await stage.world.run("preview")), []);
    });

    more?.(() => stage);

    it("destroys to nothing, and returns patched workloads as they were", async () => {
      await destroy(stage);

      assert.deepEqual(await stage.living(), []);
      assert.deepEqual(stage.world.cloudflare.held(), []);
      for (const original of stage.workloads) {
        assert.deepEqual(objectAt(await stage.bench.api.get(original)).spec, original.spec);
      }
    });
  });
}
