import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { openBench, type Bench } from "../harness/bench";
import { createProductProject, renderedObjects, type ProductProject } from "../harness/product";
import { createWorkload, installTraefikKinds, patchedWorkloads } from "../harness/surroundings";
import { openWorld, type World, type WorldOptions } from "../harness/world";
import { annotationOf, annotations, idOf, metadataOf } from "../kubernetes/object";
import { listAt, objectAt, stringAt, type Json, type JsonObject } from "../wire/values";

/** Everything around one of the product's stacks. */
export interface Stage {
  readonly bench: Bench;
  readonly world: World;
  readonly project: ProductProject;
  /** What `npm run render` shows, as {@link label}s. */
  readonly rendered: readonly string[];
  /** Workloads of others that the stack patches, as they were before. */
  readonly workloads: readonly JsonObject[];
  /** "<kind> <name> <generation>" of those workloads now: a new generation is a new roll-out. */
  generations(): Promise<readonly string[]>;
  /** What the engine has made in the cluster, as {@link label}s. */
  living(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** "apps/v1 Deployment monitoring/grafana"; the digits of a generated name are left open. */
function label(object: JsonObject): string {
  const what = `${stringAt(object.apiVersion)} ${stringAt(object.kind)}`;
  return `${what} ${idOf(object).replace(/-[0-9a-f]{8}$/, "-########")}`;
}

/** Everything of the rendered kinds that was written by the provider or under a field manager that the stack names. */
async function livingObjects(bench: Bench, rendered: readonly JsonObject[]): Promise<readonly string[]> {
  const kinds = new Set(rendered.map((object) => `${stringAt(object.apiVersion)} ${stringAt(object.kind)}`));
  const named = rendered.map((object) => annotationOf(object, annotations.patchFieldManager)).filter(Boolean);
  const found = await Promise.all(
    [...kinds].map((kind) => bench.api.list(kind.split(" ")[0] ?? "", kind.split(" ")[1] ?? "")),
  );
  const ours = (object: JsonObject): boolean =>
    listAt(metadataOf(object).managedFields)
      .map((entry) => stringAt(objectAt(entry).manager))
      .some((manager) => manager.startsWith("pulumi-kubernetes") || named.includes(manager));
  return found.flat().filter(ours).map(label).sort();
}

async function setSecrets(world: World, { stack, secrets }: ProductProject): Promise<void> {
  await world.cli("stack", "init", stack);
  const values = Object.entries(secrets).flatMap(([key, value]) => [
    "--secret",
    `vigie:secrets.${key}=${value}`,
  ]);
  if (values.length > 0) {
    await world.cli("config", "set-all", "--stack", stack, "--path", ...values);
  }
}

/** The committed files name their own clusters' contexts; here it is the bench's, whatever it is called. */
function pointAt(config: JsonObject, kubeconfig: string): void {
  const cluster = objectAt(config["vigie:cluster"]);
  if (cluster.context === undefined) return;
  const content = objectAt(parse(readFileSync(kubeconfig, "utf8")) as Json);
  config["vigie:cluster"] = { ...cluster, context: stringAt(content["current-context"]) };
}

export interface StageOptions extends Pick<WorldOptions, "standIns"> {
  /** Who asks: suites may run side by side, each on a cluster of its own. @default the stack's name */
  readonly suite?: string;
  /** Path of the stack file in the product. @default `Pulumi.<stack>.yaml` */
  readonly path?: string;
}

/** A cluster with what the stack expects to find, the stack's project, and its secrets set as a user would set them. */
export async function openStage(stack: string, options: StageOptions = {}): Promise<Stage> {
  const from = { stack, path: options.path };
  const objects = renderedObjects(from);
  const bench = await openBench(`vigie-engine-${options.suite ?? stack}`);
  try {
    await installTraefikKinds(bench.api);
    const workloads = await Promise.all(
      patchedWorkloads(objects).map((one) => createWorkload(bench.api, one)),
    );
    let project: ProductProject | undefined;
    const world = await openWorld({
      standIns: options.standIns === true,
      kubeconfig: bench.kubeconfig,
      project: (cloudflare) => {
        project = createProductProject(from, cloudflare.token);
        project.edit((config) => {
          pointAt(config, bench.kubeconfig);
        });
        return project;
      },
    });
    if (project === undefined) {
      throw new Error("the world was opened without asking for its project");
    }
    const opened = project;
    await setSecrets(world, opened);
    return {
      bench,
      world,
      project: opened,
      rendered: objects.map(label).sort(),
      workloads,
      generations: async () => {
        const now = await Promise.all(workloads.map((workload) => bench.api.get(workload)));
        return now.map(
          (one) => `${stringAt(one.kind)} ${idOf(one)} ${JSON.stringify(metadataOf(one).generation ?? null)}`,
        );
      },
      living: () => livingObjects(bench, objects),
      async close() {
        await world.close();
        opened.remove();
        await bench.close();
      },
    };
  } catch (error) {
    await bench.close();
    throw error;
  }
}
