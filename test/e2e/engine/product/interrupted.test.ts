import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { createFacts } from "../harness/facts";
import { changes, steps } from "../harness/steps";
import type { Cut } from "../wire/gate";
import { objectAt } from "../wire/values";
import { openStage, type Stage } from "./stage";
import { destroy, isAsBefore } from "./suite";

/** How often `up` is killed: 20, or fewer as VIGIE_E2E_KILLS says where time is short. */
const kills = Math.min(20, Math.max(4, Number(process.env.VIGIE_E2E_KILLS ?? "20")));

/**
 * In turn before a call reached the other side, and after, when it is done and the engine does not know.
 * A changed configuration rolls its workload: a new ConfigMap is made, the StatefulSet takes it, and only then the old one
 * goes. A changed exporter beside a database is taken out of that workload before it is put in again.
 */
const everyMomentOfChange: Readonly<Record<"loki" | "exporter", readonly Cut[]>> = {
  loki: [
    { of: "create kubernetes:core/v1:ConfigMap loki-config", index: 0, phase: "before" },
    { of: "create kubernetes:core/v1:ConfigMap loki-config", index: 0, phase: "after" },
    { of: "update kubernetes:apps/v1:StatefulSet loki", index: 0, phase: "before" },
    { of: "update kubernetes:apps/v1:StatefulSet loki", index: 0, phase: "after" },
    { of: "delete kubernetes:core/v1:ConfigMap loki-config", index: 0, phase: "before" },
  ],
  exporter: [
    { of: "delete kubernetes:apps/v1:DeploymentPatch", index: 0, phase: "before" },
    { of: "delete kubernetes:apps/v1:DeploymentPatch", index: 0, phase: "after" },
    { of: "create kubernetes:apps/v1:DeploymentPatch", index: 0, phase: "before" },
    { of: "create kubernetes:apps/v1:DeploymentPatch", index: 0, phase: "after" },
  ],
};
const momentsOfChange = {
  loki: everyMomentOfChange.loki.slice(0, Math.floor(kills / 4)),
  exporter: everyMomentOfChange.exporter.slice(0, Math.floor(kills / 5)),
};
const changing = momentsOfChange.loki.length + momentsOfChange.exporter.length;

/** The other kills hit the first installation: ever later calls, since each `up` goes on where the last one died. */
const momentsOfInstallation: readonly Cut[] = Array.from({ length: kills - changing }, (_, n) => ({
  index: n + 2,
  phase: n % 2 === 0 ? "after" : "before",
}));

describe("an up that is killed again and again", () => {
  const facts = createFacts("interrupted");
  const moments: string[] = [];
  let stage: Stage;
  let mended = 0;

  const kill = async (cut: Cut): Promise<void> => {
    const { world } = stage;
    const killed = await world.cutUp(cut);
    assert.notEqual(killed.at, undefined, `up was over before kill ${moments.length + 1}`);
    moments.push(killed.at ?? "");
    mended += killed.mended ? 1 : 0;
  };

  const converge = async (what: string): Promise<void> => {
    const up = await stage.world.run("up");
    changes(up);
    const living = await stage.living();
    assert.deepEqual(
      stage.rendered.filter((object) => !living.includes(object)),
      [],
    );
    assert.deepEqual(steps(await stage.world.run("preview")), []);
    facts.time(`${what}, the up that ends well`, up);
  };

  before(async () => {
    stage = await openStage("production", { suite: "interrupted", standIns: true });
    // Without it the plugin refuses objects that exist and are not in the state.
    await stage.world.adoptExisting(true);
  });

  after(async () => {
    await facts.write(stage.bench, stage.world).finally(() => stage.close());
  });

  it(`installs although it was killed ${momentsOfInstallation.length} times in the middle of a call`, async () => {
    for (const cut of momentsOfInstallation) {
      await kill(cut);
    }

    await converge(`installation killed ${momentsOfInstallation.length} times`);
  });

  it(`changes although it was killed ${momentsOfChange.loki.length} times in the middle of a call`, async () => {
    stage.project.edit((config) => {
      config["vigie:loki"] = { ...objectAt(config["vigie:loki"]), retention: "5d" };
    });
    for (const cut of momentsOfChange.loki) {
      await kill(cut);
    }

    await converge(`change killed ${momentsOfChange.loki.length} times`);
  });

  it(`changes an exporter in somebody's pod although it was killed ${momentsOfChange.exporter.length} times`, async () => {
    const image = "docker.io/prometheuscommunity/postgres-exporter:v0.16.0";
    stage.project.edit((config) => {
      const systems = objectAt(config["vigie:systems"]);
      const gauzian = objectAt(systems.gauzian);
      const postgresExporter = { ...objectAt(gauzian.postgresExporter), image };
      config["vigie:systems"] = { ...systems, gauzian: { ...gauzian, postgresExporter } };
    });
    for (const cut of momentsOfChange.exporter) {
      await kill(cut);
    }

    await converge(`change of an exporter killed ${momentsOfChange.exporter.length} times`);
    const patched = await Promise.all(stage.workloads.map((workload) => stage.bench.api.get(workload)));
    assert.match(JSON.stringify(patched.map(({ spec }) => spec ?? null)), new RegExp(image));
  });

  it("tells when it was killed, and what that left behind", async (context) => {
    context.diagnostic(`killed ${moments.join("; ")}`);
    const orphans = (await stage.living()).length - stage.rendered.length;
    facts.note("kills, and at how many different calls", `${kills}, ${new Set(moments).size}`);
    facts.note("objects with generated names that no state knows of", String(orphans));
    facts.note("attribute files of the local backend left empty", String(mended));
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
    await isAsBefore(stage);
  });
});

describe("an up that is killed right after it made the tunnel", () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage("staging", { suite: "interrupted-tunnel", standIns: true });
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
