import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { drawn, heldResources, type Held } from "../harness/exported";
import { createFacts } from "../harness/facts";
import { changes, steps } from "../harness/steps";
import { isReason } from "../kubernetes/api";
import { annotationOf, isPatchResource, metadataOf, nameOf } from "../kubernetes/object";
import { awaitReady } from "../kubernetes/ready";
import { openStage, type Stage } from "../product/stage";
import { listAt, objectAt, stringAt, type JsonObject } from "../wire/values";
import { kept, thawState } from "./state";

const releases = join(__dirname, "releases");
/** What holds data or is known outside by its value: none of these may go, not even to come back under the same name. */
const lasting = [
  "Namespace",
  "PersistentVolumeClaim",
  "RandomPassword",
  "RandomString",
  "StatefulSet",
  "ZeroTrustTunnelCloudflared",
];

/** Puts an object into the cluster as the release had left it. */
async function restore({ bench }: Stage, { type, inputs, outputs }: Held): Promise<void> {
  if (isPatchResource(type, inputs)) {
    const fieldManager = stringAt(outputs.__fieldManager);
    await bench.api.apply(inputs, { fieldManager, force: true, dryRun: false });
    return;
  }
  try {
    await bench.api.create(inputs, { fieldManager: "pulumi-kubernetes", dryRun: false });
  } catch (error) {
    if (!isReason(error, "AlreadyExists")) {
      throw error;
    }
  }
}

/** Sets the database's login to what it was when the state was kept: another one would roll the database out. */
async function keepCredentials({ world, project }: Stage, held: readonly Held[]): Promise<void> {
  const credentials = held.find(({ name }) => name === "databases-gauzian-postgres-credentials");
  const data = objectAt(credentials?.inputs.data);
  const values = { gauzianPostgresUser: data.user, gauzianPostgresPassword: data.password };
  const set = Object.entries(values).flatMap(([key, value]) => {
    const text = Buffer.from(stringAt(value), "base64").toString("utf8");
    assert.notEqual(text, "");
    return ["--secret", `vigie:secrets.${key}=${text}`];
  });
  await world.cli("config", "set-all", "--stack", project.stack, "--path", ...set);
}

/** How often its pods were rolled out, and what they are made from; its generation counts annotations too. */
function rollOutsOf(deployment: JsonObject): string {
  const template = JSON.stringify(objectAt(deployment.spec).template ?? null);
  return `${annotationOf(deployment, "deployment.kubernetes.io/revision")} ${template}`;
}

for (const file of readdirSync(releases).filter((name) => name.endsWith(".jsonl"))) {
  describe(`an upgrade from release ${file.replace(".jsonl", "")}`, () => {
    let stage: Stage;
    const facts = createFacts(`upgrade ${file.replace(".jsonl", "")}`);
    let passwords: Readonly<Record<string, string>>;
    let rollOuts: readonly string[];
    let managers: readonly string[];

    const patched = () => Promise.all(stage.workloads.map((workload) => stage.bench.api.get(workload)));

    before(async () => {
      stage = await openStage(kept.stack, { suite: "upgrade", path: kept.path });
      const { stack } = stage.project;
      const folder = mkdtempSync(join(tmpdir(), "vigie-release-"));
      const state = join(folder, "state.json");
      writeFileSync(state, JSON.stringify(thawState(readFileSync(join(releases, file), "utf8"))));
      await stage.world.cli("stack", "import", "--stack", stack, "--file", state);
      rmSync(folder, { recursive: true });
      const held = await heldResources(stage.world, stack);
      for (const object of held.filter(({ type }) => type.startsWith("kubernetes:"))) {
        await restore(stage, object);
      }
      await keepCredentials(stage, held);
      passwords = drawn(held);
      const settled = stage.workloads.map((workload) => awaitReady(stage.bench.api, workload, workload, 120));
      rollOuts = (await Promise.all(settled)).map(({ live }) => rollOutsOf(live));
      managers = held
        .filter(({ type, inputs }) => isPatchResource(type, inputs))
        .map(({ outputs }) => stringAt(outputs.__fieldManager));
    });

    after(async () => {
      await facts.write(stage.bench, stage.world).finally(() => stage.close());
    });

    it("keeps every volume, namespace and password where it is", async () => {
      const claims = async () =>
        (await stage.bench.api.list("v1", "PersistentVolumeClaim")).map((claim) => [
          nameOf(claim),
          stringAt(objectAt(claim.metadata).uid),
        ]);
      const original = await claims();
      assert.notDeepEqual(original, []);

      const up = await stage.world.run("up");

      const counts = Object.entries(changes(up)).map(([op, count]) => `${op} ${count}`);
      facts.note("changed by the upgrade", counts.join(", ") || "nothing");
      const lost = steps(up).filter(
        (step) =>
          /^(delete|replace|create-replacement|delete-replaced) /.test(step) &&
          lasting.includes(step.split(" ")[1] ?? ""),
      );
      assert.deepEqual(lost, []);
      const now = await claims();
      assert.deepEqual(
        original.filter(([name, uid]) => !now.some((claim) => claim[0] === name && claim[1] === uid)),
        [],
      );
      const drawnNow = drawn(await heldResources(stage.world, stage.project.stack));
      assert.deepEqual({ ...drawnNow, ...passwords }, drawnNow);
    });

    it("takes over the containers in somebody's pods: no roll-out, and nothing left of the old patches", async () => {
      const now = await patched();
      const fields = now.flatMap((workload) => listAt(metadataOf(workload).managedFields).map(objectAt));

      assert.notDeepEqual(managers, []);
      assert.deepEqual(now.map(rollOutsOf), rollOuts);
      assert.deepEqual(
        fields.map(({ manager }) => stringAt(manager)).filter((manager) => managers.includes(manager)),
        [],
      );
      assert.equal(fields.filter(({ manager }) => manager === "vigie-exporters").length, now.length);
    });

    it("ends where a fresh installation ends", async () => {
      assert.deepEqual(await stage.living(), stage.rendered);
      assert.deepEqual(steps(await stage.world.run("preview")), []);
    });
  });
}
