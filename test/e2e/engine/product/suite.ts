import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openBench, type Bench } from "../harness/bench";
import { createProductProject, renderedObjects, type ProductProject } from "../harness/product";
import { changes, steps } from "../harness/steps";
import { createWorkload, installTraefikKinds, patchedWorkloads } from "../harness/surroundings";
import { openWorld, type World } from "../harness/world";
import { annotationOf, annotations, idOf, metadataOf } from "../kubernetes/object";
import { listAt, objectAt, stringAt, type JsonObject } from "../wire/values";

/** "apps/v1 Deployment monitoring/grafana"; the digits of a generated name are left open. */
function label(object: JsonObject): string {
  const what = `${stringAt(object.apiVersion)} ${stringAt(object.kind)}`;
  return `${what} ${idOf(object).replace(/-[0-9a-f]{8}$/, "-########")}`;
}

/** Everything in the cluster that the engine made, read back kind by kind. */
async function livingObjects(bench: Bench, rendered: readonly JsonObject[]): Promise<string[]> {
  const kinds = new Set(rendered.map((object) => `${stringAt(object.apiVersion)} ${stringAt(object.kind)}`));
  const found = await Promise.all(
    [...kinds].map((kind) => bench.api.list(kind.split(" ")[0] ?? "", kind.split(" ")[1] ?? "")),
  );
  const named = rendered.map((object) => annotationOf(object, annotations.patchFieldManager)).filter(Boolean);
  const ours = (object: JsonObject): boolean =>
    listAt(metadataOf(object).managedFields)
      .map((entry) => stringAt(objectAt(entry).manager))
      .some((manager) => manager.startsWith("pulumi-kubernetes") || named.includes(manager));
  return found.flat().filter(ours).map(label).sort();
}

/** The life of one of the product's stacks on the real engine, from an empty cluster to an empty cluster. */
export function productSuite(stack: string): void {
  describe(`the stack "${stack}" on the real engine`, () => {
    let bench: Bench;
    let world: World;
    let project: ProductProject;
    let rendered: readonly JsonObject[];
    let workloads: readonly JsonObject[];

    before(async () => {
      rendered = renderedObjects(stack);
      bench = await openBench(`vigie-engine-${stack}`);
      await installTraefikKinds(bench.api);
      workloads = await Promise.all(patchedWorkloads(rendered).map((one) => createWorkload(bench.api, one)));
      world = await openWorld({
        kubeconfig: bench.kubeconfig,
        project: (cloudflare) => (project = createProductProject(stack, cloudflare.token)),
      });
      await world.cli("stack", "init", stack);
      const secrets = Object.entries(project.secrets).flatMap(([key, value]) => [
        "--secret",
        `vigie:secrets.${key}=${value}`,
      ]);
      if (secrets.length > 0) {
        await world.cli("config", "set-all", "--stack", stack, "--path", ...secrets);
      }
    });

    after(async () => {
      await world.close();
      project.remove();
      await bench.close();
    });

    it("previews on an empty cluster and touches nothing", async () => {
      const preview = await world.run("preview");

      assert.deepEqual(Object.keys(changes(preview)), ["create"]);
      assert.deepEqual(await livingObjects(bench, rendered), []);
      assert.deepEqual(world.cloudflare.writes, []);
    });

    it("creates exactly what render shows", async () => {
      assert.deepEqual(Object.keys(changes(await world.run("up"))), ["create"]);

      assert.deepEqual(await livingObjects(bench, rendered), rendered.map(label).sort());
    });

    it("keeps no secret in clear in the state", () => {
      const state = world.state();

      const found = Object.entries(project.secrets).filter(
        ([, value]) => value.length > 8 && state.includes(value),
      );
      assert.deepEqual(
        found.map(([key]) => key),
        [],
      );
    });

    it("finds nothing to do the second time", async () => {
      assert.deepEqual(steps(await world.run("preview")), []);
      assert.deepEqual(steps(await world.run("up")), []);
    });

    it("refreshes without drift", async () => {
      assert.deepEqual(changes(await world.run("refresh")), {});
      assert.deepEqual(steps(await world.run("preview")), []);
    });

    it("destroys to nothing, and returns patched workloads as they were", async () => {
      changes(await world.run("destroy"));

      assert.deepEqual(await livingObjects(bench, rendered), []);
      assert.deepEqual(world.cloudflare.held(), []);
      for (const original of workloads) {
        assert.deepEqual((await bench.api.get(original)).spec, original.spec);
      }
    });
  });
}
