import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { projectRoot, stackNames } from "../../../config/root";
import { exampleStackFiles } from "../../kit/stack-files";
import { traefikObjects } from "../cluster/addons/traefik";
import type { Api, Cluster, KubeObject } from "../cluster";
import { connect, remove, startControlPlane, waitUntil } from "../cluster";
import { applyAll, refusedPods } from "./deploy";
import { leftOut } from "./extent";
import { table, writeSection } from "./report";
import { renderStack } from "./stack";
import { surroundingsOf } from "./surroundings";

/** Every committed stack: the environments by name, the examples by path. */
const stacks = [...stackNames(projectRoot()), ...exampleStackFiles()];

describe("a real API server with Pod Security enforced", () => {
  let cluster: Cluster;
  let api: Api;
  const accepted: (readonly string[])[] = [];

  before(async () => {
    cluster = await startControlPlane({ name: "vigie-accepted" });
    api = await connect(cluster.kubeconfig);
    const definitions = (await traefikObjects()).filter(({ kind }) => kind === "CustomResourceDefinition");
    assert.deepEqual(await applyAll(api, definitions), []);
    const served = async (): Promise<boolean> =>
      (await api.send("GET", "/apis/traefik.io/v1alpha1")).status === 200;
    assert.ok(await waitUntil(served, 20_000), "Traefik's definitions are not served");
  });

  after(async () => {
    const head = ["stack", "objects", "parts of others' workloads"];
    const title =
      "## Every object of every committed stack, taken by a real API server with Pod Security enforced";
    writeSection("accepted", `${title}\n\n${table(head, accepted)}\n`);
    api.close();
    await cluster.stop();
  });

  for (const stack of stacks) {
    // A product's stack file for another environment has the same objects with other numbers.
    const isSecond = /\.(dev|staging)\.yaml$/.test(stack);
    const skip = isSecond && leftOut("ci", "ten seconds");
    it(`takes every object of ${stack}, and would run every pod`, { skip }, async () => {
      const rendered = renderStack(stack);
      assert.ok(rendered.objects.length > 30, "a stack has more objects than this");
      const surroundings = surroundingsOf(rendered);
      try {
        assert.deepEqual(await applyAll(api, surroundings), []);
        assert.deepEqual(await applyAll(api, rendered.objects), []);
        assert.deepEqual(await applyAll(api, rendered.patches), []);
        // Once more with nothing changed: no field that cannot be changed differs from what the server made of it.
        assert.deepEqual(await applyAll(api, rendered.objects), []);
        assert.deepEqual(await refusedPods(api, rendered.objects), []);
        accepted.push([stack, String(rendered.objects.length), String(rendered.patches.length)]);
      } finally {
        await removeAll(api, [...surroundings, ...rendered.objects]);
      }
    });
  }
});

/**
 * Namespaces take what is in them along; what is in none goes by itself. Workloads go first: for as long as there are pods,
 * the namespace controller waits half of their grace period, though none of them ever ran.
 */
async function removeAll(api: Api, objects: readonly KubeObject[]): Promise<void> {
  const workloads = objects.filter(({ kind }) => /^(Deployment|StatefulSet|DaemonSet)$/.test(kind));
  await Promise.all(workloads.map((workload) => remove(api, workload)));
  const noPods = async (): Promise<boolean> =>
    (await api.get<{ items: readonly object[] }>("/api/v1/pods"))?.items.length === 0;
  assert.ok(await waitUntil(noPods, 60_000, 100), "pods of workloads that are gone do not go away");
  const outside = objects.filter(({ metadata }) => metadata.namespace === undefined);
  await Promise.all(outside.map((object) => remove(api, object)));
  const namespaces = objects.filter(({ kind }) => kind === "Namespace");
  const gone = await waitUntil(async () => {
    const found = await Promise.all(
      namespaces.map(({ metadata }) => api.get(`/api/v1/namespaces/${metadata.name}`)),
    );
    return found.every((namespace) => namespace === undefined);
  }, 60_000);
  assert.ok(gone, "namespaces do not go away");
}
