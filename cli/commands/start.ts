import { join } from "node:path";
import { UserError } from "../../config/errors";
import { loadFromFile } from "../../config/from-file";
import { projectRoot } from "../../config/root";
import { parsed, type Argv } from "../args";
import { evaluate } from "../program/evaluate";
import { renderedFiles } from "../render/files";
import { writeAtomically } from "../render/write";
import { createKindCluster, deploy, STACK, unreachablePlugins } from "../start/deploy";
import { isNearby, type Cluster } from "../start/kubeconfig";
import { probeMachine, type Machine } from "../start/probe";
import { withProgress } from "../text/progress";
import { checkEvaluated } from "./check";
import { doctorEvaluated } from "./doctor";

const USAGE = "usage: npm start [-- --yes]";

/** The main job: the dev stack on whatever this machine has, which may be nothing but Node. */
export async function start(argv: Argv): Promise<number> {
  const { values } = parsed(argv, { yes: { type: "boolean", default: false } }, USAGE);
  const { cluster } = loadFromFile(STACK).settings;
  const machine = await withProgress("Looking for a cluster, Pulumi and Docker", () =>
    probeMachine({ path: cluster.kubeconfig, context: cluster.context }),
  );
  const missing = machine.pulumi ? await unreachablePlugins() : [];
  const canDeploy = machine.pulumi && missing.length === 0;

  if (canDeploy && machine.cluster !== undefined) {
    refuseDistant(machine.cluster, values.yes || cluster.context !== undefined);
    console.log(`Deploying ${STACK} to ${machine.cluster.context} (${machine.cluster.server})`);
    return deployExamined();
  }
  if (canDeploy && machine.kind) {
    const created = await createKindCluster();
    return created === 0 ? deployExamined() : created;
  }
  return renderAndCheck(reason(machine, missing));
}

/** A missing definition or class would stop `pulumi up` half-way; better said before anything is applied. */
async function deployExamined(): Promise<number> {
  const examined = await doctorEvaluated(await evaluate(STACK));
  return examined === 0 ? deploy(projectRoot()) : examined;
}

/** The current context may be anything; a deployment to somebody's production must be said. Throws a `UserError`. */
function refuseDistant(cluster: Cluster, confirmed: boolean): void {
  if (confirmed || isNearby(cluster)) return;
  throw new UserError([
    `${cluster.context}: the current Kubernetes context is ${cluster.server}, not on this machine; ` +
      `run "npm start -- --yes" to deploy ${STACK} there, or name a context in vigie:cluster.context`,
  ]);
}

/** One line: what is missing here, and what to install for more. */
function reason({ pulumi, cluster }: Machine, missingPlugins: readonly string[]): string {
  if (missingPlugins.length > 0) {
    return `Pulumi lacks the plugins ${missingPlugins.join(", ")} and cannot download them here: rendering and checking ${STACK} instead.`;
  }
  const needs = [
    ...(pulumi ? [] : ["Pulumi (https://www.pulumi.com/docs/install/)"]),
    ...(cluster === undefined ? ["a cluster, or Docker and kind (https://kind.sigs.k8s.io)"] : []),
  ];
  return `Nothing to deploy to here: rendering and checking ${STACK} instead. To deploy it, install ${needs.join(" and ")}.`;
}

async function renderAndCheck(why: string): Promise<number> {
  console.log(why);
  const evaluated = await evaluate(STACK);
  const files = renderedFiles(evaluated.resources);
  const folder = join("rendered", STACK);
  writeAtomically(join(projectRoot(), folder), files, "npm start");
  console.log(`${files.size} files in ${folder}/\n`);
  return checkEvaluated(evaluated);
}
