import { basename, dirname } from "node:path";
import type { Cluster, KubeObject } from "../cluster";
import {
  connect,
  imagesOf,
  plannedOrigin,
  provideImages,
  startCluster,
  stopCluster,
  stopOnSignal,
} from "../cluster";
import { receiverObjects } from "../cluster/receiver";
import type { BuiltImage } from "../images/build";
import { applyAll } from "./deploy";
import { mongodbOf } from "./mongodb";
import type { RenderedStack } from "./stack";
import { renderStack } from "./stack";
import { outsideHosts, surroundingsOf } from "./surroundings";

/** One stack, applied to a cluster in which everything around it is there, too. */
export interface RunningStack {
  readonly name: string;
  readonly cluster: Cluster;
  readonly rendered: RenderedStack;
  readonly surroundings: readonly KubeObject[];
  /** Namespaces in which something of this world runs, its name resolution and entrance included. */
  readonly namespaces: readonly string[];
  /** What stands behind each image; empty where the node pulls the official ones. */
  readonly images: readonly BuiltImage[];
  stop(): Promise<void>;
}

/** Namespace of name resolution and the entrance. */
const ADDONS = "kube-system";

/** For whoever wants to look into what went wrong, and try again on the same cluster; `main.ts down` ends it. */
const isKept = process.env.VIGIE_E2E_KEEP !== undefined;

const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Starts the cluster if need be, puts the images in, applies surroundings, stack and patches.
 *
 * @throws when the API server refuses anything.
 */
export async function runStack(name: string): Promise<RunningStack> {
  const origin = plannedOrigin();
  const rendered = renderStack(name, origin);
  const surroundings = [
    ...surroundingsOf(rendered),
    ...(origin === "processes" ? [] : [...receiverObjects(), ...mongodbOf(rendered)]),
  ];
  const clusterName = `vigie-${shortName(name)}`;
  // What a run that was killed left behind is in whatever state its last test had brought it to.
  if (!isKept) await stopCluster(clusterName);
  const ended = stopOnSignal(() => (isKept ? Promise.resolve() : stopCluster(clusterName)));
  const cluster = await startCluster({
    name: clusterName,
    log,
    outside: outsideHosts(rendered),
    // They start beside the stack, which comes up as they do.
    waitForAddons: false,
  });
  const references = imagesOf([...rendered.objects, ...rendered.patches, ...surroundings]);
  log(`${references.length} images: ${references.join(", ")}`);
  const started = Date.now();
  const images = await provideImages(cluster, references, log);
  log(`images are there after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  const api = await connect(cluster.kubeconfig);
  for (const objects of [surroundings, rendered.objects, rendered.patches]) {
    const refused = await applyAll(api, objects);
    if (refused.length > 0) throw new Error(`the API server refuses\n${refused.join("\n")}`);
  }
  api.close();
  const used = [...surroundings, ...rendered.objects].flatMap(({ metadata }) => metadata.namespace ?? []);
  const namespaces = [...new Set([...used, ADDONS])];
  const stop = async (): Promise<void> => {
    ended();
    if (!isKept) await stopCluster(cluster.name);
  };
  return { name, cluster, rendered, surroundings, namespaces, images, stop };
}

/** `gauzian` for `examples/gauzian/Pulumi.production.yaml`, and the names of the other stacks as they are. */
export function shortName(stack: string): string {
  return stack.endsWith(".yaml") ? basename(dirname(stack)) : stack;
}
