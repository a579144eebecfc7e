import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createProject, type Project } from "./harness/project";
import { changes } from "./harness/steps";
import { openWorld, type World } from "./harness/world";
import { openStage, type Stage } from "./product/stage";

const rounds = 5;
/** The limit of the design brief: a ratio within one run, since absolute times do not travel. */
const limit = 1.3;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

describe("how long a preview takes", () => {
  let stage: Stage;
  let project: Project;
  let empty: World;

  before(async () => {
    stage = await openStage("production");
    project = createProject("empty");
    project.configure({});
    empty = await openWorld({
      kubeconfig: stage.bench.kubeconfig,
      project: () => ({ ...project, program: join(__dirname, "programs", "imports.ts") }),
    });
  });

  after(async () => {
    await empty.close();
    project.remove();
    await stage.close();
  });

  it(`evaluates production in at most ${limit} times an empty program with the same imports`, async (context) => {
    const times: Record<"bare" | "ours" | "barePreview" | "ourPreview", number[]> = {
      bare: [],
      ours: [],
      barePreview: [],
      ourPreview: [],
    };
    // In turn, so that a busy machine slows down both alike; the first round fills caches and does not count.
    for (let round = 0; round <= rounds; round++) {
      const [bare, ours] = [await empty.run("preview"), await stage.world.run("preview")];
      changes(bare);
      changes(ours);
      if (round > 0) {
        times.bare.push(bare.evaluation);
        times.ours.push(ours.evaluation);
        times.barePreview.push(bare.seconds);
        times.ourPreview.push(ours.seconds);
      }
    }

    const [bare, ours] = [median(times.bare), median(times.ours)];
    const previews = [times.barePreview, times.ourPreview].map((values) => median(values).toFixed(2));
    context.diagnostic(
      `program: bare imports ${bare.toFixed(2)} s, production ${ours.toFixed(2)} s, ratio ${(ours / bare).toFixed(2)}; ` +
        `whole preview on an empty cluster: ${previews[0] ?? ""} s and ${previews[1] ?? ""} s; medians of ${rounds}`,
    );
    assert.ok(
      ours <= limit * bare,
      `${ours.toFixed(2)} s is ${(ours / bare).toFixed(2)} times ${bare.toFixed(2)} s`,
    );
  });
});
