import assert from "node:assert/strict";
import { it } from "node:test";
import { changes, steps } from "../harness/steps";
import { objectAt, without } from "../wire/values";
import { productSuite } from "./suite";

productSuite("dev", (stage) => {
  it("changes one threshold and with it one object, in place", async () => {
    const { project, world } = stage();
    project.rewrite("examples/shop/rules.yaml", (rules) => rules.replace("> 0.05", "> 0.08"));

    const preview = await world.run("preview");

    assert.deepEqual(steps(preview), ["update ConfigMap prometheus-rules"]);
    assert.equal(preview.steps[0]?.diffs.length, 1);
    assert.deepEqual(steps(await world.run("up")), ["update ConfigMap prometheus-rules"]);
    assert.deepEqual(steps(await world.run("preview")), []);
  });

  it("adds a system and touches nothing of the others", async () => {
    const { project, world } = stage();
    const kiosk = {
      title: "Kiosk",
      scrapes: [
        { job: "kiosk", target: { kubernetes: { namespace: "kiosk", service: "kiosk", port: "http" } } },
      ],
    };
    project.edit((config) => {
      config["vigie:apps"] = { ...objectAt(config["vigie:apps"]), kiosk };
    });

    const added = steps(await world.run("up"));

    // What all systems share, and nothing that carries another system's name.
    assert.deepEqual(added, ["update ConfigMap prometheus-config"]);
    project.edit((config) => {
      config["vigie:apps"] = without(objectAt(config["vigie:apps"]), "kiosk");
    });
    assert.deepEqual(changes(await world.run("up")), { update: 1 });
  });
});
