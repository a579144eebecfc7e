import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBench, type Bench } from "./harness/bench";
import { createProject, type Project } from "./harness/project";
import { drawnSecrets, heldResources } from "./harness/exported";
import { shownIn } from "./harness/sentinels";
import { changes, steps } from "./harness/steps";
import { createWorkload } from "./harness/surroundings";
import { openWorld, type World } from "./harness/world";
import { metadataOf } from "./kubernetes/object";
import { awaitGone } from "./kubernetes/ready";
import { passwordCalled } from "./programs/password";
import { listAt, objectAt, stringAt, type JsonObject } from "./wire/values";

const base = { "small:systems": { one: 80, two: 90 } };
const unmoved = { "small:systems": { one: 85, two: 90 }, "small:storage": "2Gi" };
const moved = { ...unmoved, "small:moved": true };
const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "small" } };
const shop = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "shop", namespace: "small-shop" },
};
const pause = (version: string): string => `registry.k8s.io/pause:${version}`;
const server: JsonObject = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "server", namespace: "small" },
};

describe("a small stack on the real engine", () => {
  let bench: Bench;
  let project: Project;
  let world: World;

  before(async () => {
    bench = await openBench("vigie-engine-small");
    project = createProject("small");
    project.configure(base);
    const program = join(__dirname, "programs", "small.ts");
    world = await openWorld({ kubeconfig: bench.kubeconfig, project: () => ({ ...project, program }) });
  });

  after(async () => {
    await world.close();
    project.remove();
    await bench.close();
  });

  const hidesSecrets = async (): Promise<void> => {
    const given = ["first", "second"].map((what) => ({ what, value: passwordCalled(what) }));
    const sentinels = [...given, ...drawnSecrets(await heldResources(world, project.stack))];
    assert.equal(sentinels.length, 4);
    assert.deepEqual(shownIn(world.state(), sentinels), []);
    assert.deepEqual(shownIn(world.told(), sentinels), []);
  };

  it("previews on an empty cluster and touches nothing", async () => {
    const preview = await world.run("preview");

    assert.deepEqual(changes(preview), { create: 9 });
    assert.equal(await bench.api.find(namespace), undefined);
  });

  it("creates everything, with the secret encrypted in the state", async () => {
    const up = await world.run("up");

    assert.deepEqual(changes(up), { create: 9 });
    assert.equal(up.outputs.password, "[secret]");
    const [credentials] = (await bench.api.list("v1", "Secret", "small")).filter((secret) =>
      stringAt(metadataOf(secret).name).startsWith("credentials-"),
    );
    const [password] = drawnSecrets(await heldResources(world, project.stack));
    assert.equal(
      Buffer.from(stringAt(objectAt(credentials?.data).password), "base64").toString("utf8"),
      password?.value,
    );
    await hidesSecrets();
  });

  it("finds nothing to do the second time", async () => {
    assert.deepEqual(steps(await world.run("preview")), []);
    assert.deepEqual(steps(await world.run("up")), []);
  });

  it("changes one threshold and rolls the one workload that reads it", async () => {
    project.configure({ "small:systems": { one: 85, two: 90 } });

    const preview = await world.run("preview");

    const expected = [
      "create-replacement ConfigMap rules-one",
      "delete-replaced ConfigMap rules-one",
      "replace ConfigMap rules-one",
      "update StatefulSet server",
    ];
    assert.deepEqual(steps(preview), expected);
    assert.deepEqual(steps(await world.run("up")), expected);
    assert.deepEqual(steps(await world.run("preview")), []);
  });

  it("grows the volume in place", async () => {
    project.configure(unmoved);

    const up = await world.run("up");

    assert.deepEqual(steps(up), ["update PersistentVolumeClaim data"]);
    assert.deepEqual(up.steps[0]?.diffs, ["spec.resources.requests.storage"]);
  });

  it("keeps a renamed and moved volume through its alias, and would not without", async () => {
    project.configure(moved);

    assert.deepEqual(steps(await world.run("up")), ["create Storage storage"]);

    assert.deepEqual(steps(await world.run("preview")), []);
    // Back again is a rename, too, and this time nothing says so.
    project.configure(unmoved);
    const lost = steps(await world.run("preview"));
    assert.ok(lost.includes("create PersistentVolumeClaim data"));
    assert.ok(lost.includes("delete PersistentVolumeClaim storage-data"));
  });

  it("refreshes without drift, and brings back what somebody deleted", async () => {
    project.configure(moved);
    assert.deepEqual(changes(await world.run("refresh")), {});
    const [rules] = (await bench.api.list("v1", "ConfigMap", "small")).filter((object) =>
      stringAt(metadataOf(object).name).startsWith("rules-two-"),
    );
    assert.ok(rules !== undefined);
    await bench.api.delete(rules, "Background");

    assert.deepEqual(steps(await world.run("refresh")), ["delete ConfigMap rules-two"]);

    assert.deepEqual(steps(await world.run("up")), [
      "create ConfigMap rules-two",
      "update StatefulSet server",
    ]);
  });

  it("sees a hand edit, and names the field instead of overwriting it", async () => {
    const edit = (value: number) =>
      bench.api.jsonPatch(server, [{ op: "replace", path: "/spec/replicas", value }]);
    await edit(2);

    assert.deepEqual(steps(await world.run("refresh")), ["update StatefulSet server"]);

    const refused = await world.run("up");
    assert.equal(refused.ok, false);
    assert.match(refused.diagnostics.join(), /conflict with .*\.spec\.replicas/);
    await edit(1);
    assert.deepEqual(steps(await world.run("up")), ["update StatefulSet server"]);
    assert.deepEqual(steps(await world.run("preview")), []);
  });

  describe("a side-car in a workload of somebody else", () => {
    const owner = { kind: "Deployment", namespace: "small-shop", name: "shop" };
    const anew = (kind: string, name: string): string[] =>
      ["create-replacement", "delete-replaced", "replace"].map((step) => `${step} ${kind} ${name}`);
    const containers = async (): Promise<unknown> => {
      const spec = objectAt(objectAt(objectAt((await bench.api.get(shop)).spec).template).spec);
      return listAt(spec.containers).map((container) => [
        objectAt(container).name,
        objectAt(container).image,
      ]);
    };
    const configure = (image: string, password: string): void => {
      project.configure({ ...moved, "small:sidecar": image, "small:password": password });
    };
    const settles = async (): Promise<void> => {
      assert.deepEqual(steps(await world.run("preview")), []);
      assert.deepEqual(steps(await world.run("up")), []);
      assert.deepEqual(steps(await world.run("refresh")), []);
      assert.deepEqual(steps(await world.run("preview")), []);
    };
    let original: JsonObject;

    it("is added, and shows in no preview, up or refresh after that", async () => {
      original = await createWorkload(bench.api, owner);
      configure(pause("3.9"), "first");

      assert.deepEqual(steps(await world.run("up")), [
        "create DeploymentPatch sidecar",
        "create Secret sidecar-credentials",
      ]);

      assert.deepEqual(await containers(), [
        ["shop", pause("3.10")],
        ["exporter", pause("3.9")],
      ]);
      await settles();
    });

    it("is made anew with a new password, which shows nowhere", async () => {
      configure(pause("3.9"), "second");

      const expected = [
        ...anew("DeploymentPatch", "sidecar"),
        ...anew("Secret", "sidecar-credentials"),
      ].sort();
      assert.deepEqual(steps(await world.run("preview")), expected);
      assert.deepEqual(steps(await world.run("up")), expected);

      await hidesSecrets();
      await settles();
    });

    it("is made anew with a new image", async () => {
      configure(pause("3.10"), "second");

      assert.deepEqual(steps(await world.run("up")), anew("DeploymentPatch", "sidecar"));

      assert.deepEqual(await containers(), [
        ["shop", pause("3.10")],
        ["exporter", pause("3.10")],
      ]);
      await settles();
    });

    it("leaves its owner every field", async () => {
      const fields = listAt(metadataOf(await bench.api.get(shop)).managedFields)
        .map(objectAt)
        .filter(({ manager }) => stringAt(manager) === "vigie-exporters");

      assert.equal(fields.length, 1);
      assert.doesNotMatch(JSON.stringify(fields), /\\"name\\":\\"shop\\"/);
    });

    it("comes back when its owner made the workload anew, by a refresh and an up", async () => {
      await bench.api.delete(shop, "Foreground");
      await awaitGone(bench.api, original, 60);
      original = await createWorkload(bench.api, owner);

      assert.deepEqual(steps(await world.run("refresh")), ["update DeploymentPatch sidecar"]);
      assert.deepEqual(steps(await world.run("up")), anew("DeploymentPatch", "sidecar"));

      assert.deepEqual(await containers(), [
        ["shop", pause("3.10")],
        ["exporter", pause("3.10")],
      ]);
      await settles();
    });

    it("is gone again, and the workload as it was", async () => {
      project.configure(moved);

      assert.deepEqual(steps(await world.run("up")), [
        "delete DeploymentPatch sidecar",
        "delete Secret sidecar-credentials",
      ]);

      assert.deepEqual((await bench.api.get(shop)).spec, original.spec);
    });
  });

  it("destroys to nothing, and comes back", async () => {
    changes(await world.run("destroy"));
    assert.equal(await bench.api.find(namespace), undefined);
    assert.notEqual(await bench.api.find(shop), undefined);

    assert.deepEqual(changes(await world.run("up")), { create: 10 });
    changes(await world.run("destroy"));
    assert.equal(await bench.api.find(namespace), undefined);
  });
});
