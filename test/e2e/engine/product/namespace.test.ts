import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createFacts } from "../harness/facts";
import { changes, steps } from "../harness/steps";
import { metadataOf, nameOf } from "../kubernetes/object";
import { awaitGone } from "../kubernetes/ready";
import { objectAt, stringAt, type JsonObject } from "../wire/values";
import { openStage, type Stage } from "./stage";

const monitoring: JsonObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "monitoring" } };
const theirs: JsonObject = { ...monitoring, metadata: { name: "monitoring", labels: { team: "platform" } } };

describe("a stack in a namespace of somebody else", () => {
  const facts = createFacts("namespace");
  let stage: Stage;

  const own = (create: boolean): void => {
    stage.project.edit((config) => {
      config["vigie:namespace"] = { ...objectAt(config["vigie:namespace"]), create };
    });
  };
  const labels = async (): Promise<JsonObject> =>
    objectAt(metadataOf(await stage.bench.api.get(monitoring)).labels);
  const claims = async (): Promise<readonly string[]> =>
    (await stage.bench.api.list("v1", "PersistentVolumeClaim"))
      .map((claim) => `${nameOf(claim)} ${stringAt(metadataOf(claim).uid)}`)
      .sort();

  before(async () => {
    stage = await openStage("dev", { suite: "namespace" });
  });

  after(async () => {
    await facts.write(stage.bench, stage.world).finally(() => stage.close());
  });

  it("refuses to make one that is there, and says so", async () => {
    await stage.bench.api.apply(theirs, { fieldManager: "somebody", force: false, dryRun: false });

    const refused = await stage.world.run("up");

    assert.equal(refused.ok, false);
    assert.match(refused.diagnostics.join(), /namespaces "monitoring" already exists/);
  });

  it("adds its labels to it and makes everything else, once it is told that the namespace exists", async () => {
    own(false);

    const done = steps(await stage.world.run("up"));

    assert.ok(done.includes("create NamespacePatch namespace"));
    assert.ok(!done.includes("create Namespace namespace"));
    const now = await labels();
    assert.equal(now.team, "platform");
    assert.equal(now["pod-security.kubernetes.io/enforce"], "restricted");
    assert.deepEqual(await stage.living(), stage.rendered);
    assert.deepEqual(steps(await stage.world.run("preview")), []);
    assert.deepEqual(steps(await stage.world.run("refresh")), []);
  });

  it("leaves it on destroy, with the labels that it had", async () => {
    changes(await stage.world.run("destroy"));

    assert.equal(objectAt((await stage.bench.api.get(monitoring)).status).phase, "Active");
    const kept = await labels();
    assert.deepEqual(
      Object.keys(kept).filter((key) => key !== "kubernetes.io/metadata.name"),
      ["team"],
    );
    assert.deepEqual(await stage.living(), []);
  });

  it("hands over the one that it made, and loses no volume", async () => {
    await stage.bench.api.delete(monitoring, "Foreground");
    await awaitGone(stage.bench.api, monitoring, 60);
    own(true);
    changes(await stage.world.run("up"));
    const made = await claims();
    assert.notDeepEqual(made, []);

    own(false);
    const handed = steps(await stage.world.run("up"));

    assert.deepEqual(
      handed.filter((step) => !/^(update|same) NamespacePatch namespace$/.test(step)),
      [],
    );
    assert.deepEqual(await claims(), made);
    assert.deepEqual(steps(await stage.world.run("preview")), []);
    facts.note("steps of `namespace.create: false` on a stack that is up", handed.join(", ") || "none");
  });

  it("leaves also that one on destroy", async () => {
    changes(await stage.world.run("destroy"));

    assert.equal(objectAt((await stage.bench.api.get(monitoring)).status).phase, "Active");
    assert.deepEqual(await claims(), []);
  });
});
