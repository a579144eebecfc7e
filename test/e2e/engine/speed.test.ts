import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { productRoot } from "./harness/product";
import { createProject, type Project } from "./harness/project";
import { changes } from "./harness/steps";
import { openWorld, type World } from "./harness/world";
import { openStage, type Stage } from "./product/stage";
import { serveLanguageHost, type LanguageHost } from "./wire/language-host";

const rounds = 3;
/** The limit of the design brief: a ratio within one run, since absolute times do not travel. */
const limit = 1.3;

const sdks = ["@pulumi/cloudflare", "@pulumi/kubernetes", "@pulumi/pulumi", "@pulumi/random"];
/** What index.ts imports; everything else of the product follows from these. */
const own = ["components/program", "config/from-pulumi"].map((path) => join(productRoot, path));

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Seconds: until the program had said what it wants, until its process ended, and of the whole command. */
type Times = Readonly<Record<"evaluation" | "program" | "command", number[]>>;

/** A program that imports and does nothing else. */
interface Empty {
  readonly project: Project;
  readonly world: World;
}

async function openEmpty(name: string, imports: readonly string[], kubeconfig: string): Promise<Empty> {
  const project = createProject(name, imports.map((path) => `import "${path}";\n`).join(""));
  project.configure({});
  const world = await openWorld({ kubeconfig, project: () => ({ ...project, program: "" }) });
  await world.cli("stack", "init", project.stack);
  return { project, world };
}

describe("how long the preview of an unchanged stack takes", () => {
  let stage: Stage;
  let host: LanguageHost;
  let bare: Empty;
  let same: Empty;

  before(async () => {
    stage = await openStage("production");
    changes(await stage.world.run("up"));
    host = await serveLanguageHost();
    bare = await openEmpty("bare", sdks, stage.bench.kubeconfig);
    same = await openEmpty("same", [...sdks, ...own], stage.bench.kubeconfig);
  });

  after(async () => {
    for (const { world, project } of [bare, same]) {
      await world.close();
      project.remove();
    }
    host.close();
    await stage.close();
  });

  it(`evaluates production in at most ${limit} times an empty program with the same imports`, async (context) => {
    const parts = [
      { name: "the four SDKs alone", world: bare.world, stack: bare.project.stack },
      { name: "the same imports", world: same.world, stack: same.project.stack },
      { name: "production", world: stage.world, stack: "production" },
    ];
    const times = parts.map((): Times => ({ evaluation: [], program: [], command: [] }));
    // In turn, so that a busy machine slows down all alike; the first round fills caches and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const [index, { world, stack }] of parts.entries()) {
        const started = Date.now();
        await world.hosted(host, "preview", "--stack", stack, "--json");
        const command = (Date.now() - started) / 1000;
        const { started: begun = 0, seconds = Number.NaN } = host.runs.at(-1) ?? {};
        const asked = world.asked().find((at) => at >= begun);
        if (round > 0) {
          times[index]?.command.push(command);
          times[index]?.program.push(seconds);
          // Resources are sent when the program has said all it wants; one that wants none ends then.
          times[index]?.evaluation.push(asked === undefined ? seconds : (asked - begun) / 1000);
        }
      }
    }

    for (const [index, { evaluation, program, command }] of times.entries()) {
      const [said, ran, took] = [evaluation, program, command].map((values) => median(values).toFixed(2));
      context.diagnostic(
        `${parts[index]?.name ?? ""}: evaluated in ${said ?? ""} s, program ${ran ?? ""} s, pulumi preview ${took ?? ""} s`,
      );
    }
    const ratio = median(times[2]?.evaluation ?? []) / median(times[1]?.evaluation ?? []);
    context.diagnostic(`ratio ${ratio.toFixed(2)}; medians of ${rounds}`);
    assert.ok(ratio <= limit, `production takes ${ratio.toFixed(2)} times an empty program with its imports`);
  });
});
