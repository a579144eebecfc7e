import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { stringify } from "yaml";
import { heldResources } from "../harness/exported";
import { changes, steps } from "../harness/steps";
import { metadataOf, nameOf } from "../kubernetes/object";
import { serveLanguageHost, type LanguageHost } from "../wire/language-host";
import { objectAt, stringAt, without, type JsonObject } from "../wire/values";
import { productSuite } from "./suite";

/** A system as a user adds it: something to ask, and an alert of its own. */
const kiosk: JsonObject = {
  title: "Kiosk",
  scrapes: [{ job: "kiosk", target: { kubernetes: { namespace: "kiosk", service: "kiosk", port: "http" } } }],
  ruleFiles: ["examples/shop/kiosk.yaml"],
};
const kioskRules = {
  groups: [
    {
      name: "kiosk",
      rules: [
        {
          alert: "KioskDown",
          expr: 'up{job="kiosk"} == 0',
          for: "5m",
          labels: { severity: "warning" },
          annotations: { summary: "The kiosk does not answer", description: "Nobody can order at it." },
        },
      ],
    },
  ],
};

productSuite("dev", (stage, facts) => {
  let host: LanguageHost;

  before(async () => {
    host = await serveLanguageHost();
  });

  after(() => {
    host.close();
  });

  it("previews the same by the plain command after a refresh, through Pulumi.yaml and index.ts", async () => {
    await stage().world.hosted(host, "preview", "--stack", "dev", "--expect-no-changes");
  });

  it("changes one threshold and with it one object, in place", async () => {
    const { project, world } = stage();
    project.rewrite("examples/shop/rules.yaml", (rules) => rules.replace("> 0.05", "> 0.08"));

    const preview = await world.run("preview");

    assert.deepEqual(steps(preview), ["update ConfigMap prometheus-rules"]);
    assert.equal(preview.steps[0]?.diffs.length, 1);
    // What is left to do afterwards would show in the next scenario.
    await world.hosted(host, "up", "--stack", "dev", "--yes", "--skip-preview");
    facts.note("changed by one threshold", `1 object: ${steps(preview).join()}`);
  });

  it("adds a system and touches nothing of the others", async () => {
    const { project, world } = stage();
    project.add("examples/shop/kiosk.yaml", stringify(kioskRules));
    project.edit((config) => {
      config["vigie:apps"] = { ...objectAt(config["vigie:apps"]), kiosk };
    });

    const up = await world.run("up");

    // What all systems share, in place: who is asked, and the rules. Nothing that carries another system's name.
    assert.deepEqual(steps(up), ["update ConfigMap prometheus-config", "update ConfigMap prometheus-rules"]);
    facts.note("changed by a new system", `2 objects: ${steps(up).join(", ")}`);
    project.edit((config) => {
      config["vigie:apps"] = without(objectAt(config["vigie:apps"]), "kiosk");
    });
    assert.deepEqual(changes(await world.run("up")), { update: 2 });
  });

  const claims = async (): Promise<readonly string[]> =>
    (await stage().bench.api.list("v1", "PersistentVolumeClaim"))
      .map((claim) => `${nameOf(claim)} ${stringAt(metadataOf(claim).uid)}`)
      .sort();

  it("grows a volume in place", async () => {
    const { bench, project, world } = stage();
    const before = await claims();
    project.edit((config) => {
      config["vigie:loki"] = { ...objectAt(config["vigie:loki"]), storage: { size: "3Gi" } };
    });

    assert.deepEqual(steps(await world.run("up")), ["update PersistentVolumeClaim loki-data"]);

    assert.deepEqual(await claims(), before);
    const { spec } = await bench.api.get({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: "loki", namespace: "monitoring" },
    });
    assert.deepEqual(objectAt(spec).resources, { requests: { storage: "3Gi" } });
    assert.deepEqual(steps(await world.run("preview")), []);
  });

  it("refuses another storage class with one error, in preview and in up, and loses nothing", async () => {
    const { project, world } = stage();
    // In no order: an up that is refused writes down what it has come to see in the order in which it saw it.
    const held = async () => new Set((await heldResources(world, "dev")).map((one) => JSON.stringify(one)));
    const before = [await claims(), await held()];
    let loki: JsonObject = {};
    project.edit((config) => {
      loki = objectAt(config["vigie:loki"]);
      config["vigie:loki"] = { ...loki, storage: { size: "3Gi", storageClass: "fast" } };
    });

    for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const refused = world.hosted(host, ...command, "--stack", "dev");
      await assert.rejects(refused, (error: Error & { readonly stdout: string }) => {
        const shown = `${error.stdout}${error.message}`;
        const reason =
          'vigie:loki.storage.storageClass: is "fast", but the volume of PersistentVolumeClaim loki was made with "hollow"';
        // Once as what happens, and once among the diagnostics.
        const [, diagnostics = ""] = shown.split("Diagnostics:");
        assert.equal(diagnostics.split(reason).length - 1, 1, shown);
        assert.doesNotMatch(shown, /\n\s+at .+:\d+:\d+/);
        return true;
      });
    }

    assert.deepEqual([await claims(), await held()], before);
    project.edit((config) => {
      config["vigie:loki"] = loki;
    });
    assert.deepEqual(steps(await world.run("preview")), []);
    facts.note(
      "another storage class for a volume that exists",
      "refused in preview and up, no volume touched",
    );
  });

  it("tells a user's mistake without a stack trace", async () => {
    const { project, world } = stage();
    let prometheus: JsonObject = {};
    project.edit((config) => {
      prometheus = objectAt(config["vigie:prometheus"]);
      config["vigie:prometheus"] = { ...prometheus, retention: { tiem: "3d" } };
    });

    const refused = world.hosted(host, "preview", "--stack", "dev");

    await assert.rejects(refused, (error: Error & { readonly stdout: string }) => {
      const shown = `${error.stdout}${error.message}`;
      assert.match(shown, /vigie:prometheus\.retention\.tiem/);
      assert.match(shown, /did you mean "time"/);
      assert.doesNotMatch(shown, /\n\s+at .+:\d+:\d+/);
      return true;
    });
    project.edit((config) => {
      config["vigie:prometheus"] = prometheus;
    });
  });
});
