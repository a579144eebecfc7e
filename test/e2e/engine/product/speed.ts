import { join } from "node:path";
import { productRoot } from "../harness/product";
import { createProject } from "../harness/project";
import { openWorld, type World, type WorldProject } from "../harness/world";
import type { LanguageHost } from "../wire/language-host";
import type { Stage } from "./stage";

export const sdks = ["@pulumi/cloudflare", "@pulumi/kubernetes", "@pulumi/pulumi", "@pulumi/random"];
/** What index.ts imports; everything else of the product follows from these. */
export const own = ["components/program", "config/from-pulumi"].map((path) => join(productRoot, path));

/** A program whose previews are timed; nothing of it is ever installed. */
export interface Timed {
  readonly stack: string;
  readonly world: World;
  close(): Promise<void>;
}

/** Nobody but a type checker minds this line. */
const mistake = 'export const mistake: number = "not a number";\n';

/**
 * A program that imports and does nothing else.
 * @param imports modules of an index.ts with a type error
 * @param tsconfig default: the product's, which only transpiles
 */
export async function openEmpty(
  name: string,
  imports: readonly string[],
  kubeconfig: string,
  tsconfig?: string,
): Promise<Timed> {
  const index = `${imports.map((path) => `import "${path}";\n`).join("")}${mistake}`;
  const project = createProject(name, index, tsconfig);
  project.configure({});
  const timed = await openTimed(kubeconfig, { ...project, program: "" });
  return {
    ...timed,
    async close() {
      await timed.close();
      project.remove();
    },
  };
}

/** The product, with an empty backend beside the stage's own. */
export function openProduct({ bench, project }: Stage): Promise<Timed> {
  return openTimed(bench.kubeconfig, project);
}

async function openTimed(kubeconfig: string, project: WorldProject): Promise<Timed> {
  const world = await openWorld({ kubeconfig, project: () => project, standIns: true });
  await world.cli("stack", "init", project.stack);
  return { stack: project.stack, world, close: () => world.close() };
}

/** Seconds of one `pulumi preview`. */
export interface Times {
  /** Until the program had said what it wants. */
  readonly evaluation: number;
  /** Of the whole command. */
  readonly command: number;
}

export async function timePreview(host: LanguageHost, { world, stack }: Timed): Promise<Times> {
  const began = Date.now();
  await world.hosted(host, "preview", "--stack", stack, "--json");
  const command = (Date.now() - began) / 1000;
  const { started = 0, seconds = Number.NaN } = host.runs.at(-1) ?? {};
  // Resources are sent when the program has said all it wants; one that wants none ends then.
  const asked = world.asked().find((at) => at >= started);
  return { evaluation: asked === undefined ? seconds : (asked - started) / 1000, command };
}

/** The quickest of several rounds: what a busy machine adds is never negative. */
export function quickest(rounds: readonly Times[]): Times {
  return {
    evaluation: Math.min(...rounds.map(({ evaluation }) => evaluation)),
    command: Math.min(...rounds.map(({ command }) => command)),
  };
}
