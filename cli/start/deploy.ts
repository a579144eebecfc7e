import { ask, show } from "./run";
import { answers } from "./probe";

export const STACK = "dev";
const KIND_CLUSTER = "vigie";
/** Provider plugins that the program needs; Pulumi downloads those that are missing. */
const PLUGINS = ["kubernetes", "random"];

/**
 * A backend in the project's own folder, so that nobody needs an account to try. The passphrase protects what is generated
 * for a development cluster; empty unless the user sets one, so that the stack file's salt fits everybody.
 */
function environment(root: string): Record<string, string> {
  const { PULUMI_CONFIG_PASSPHRASE, PULUMI_CONFIG_PASSPHRASE_FILE } = process.env;
  const own = PULUMI_CONFIG_PASSPHRASE !== undefined || PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  return {
    PULUMI_BACKEND_URL: `file://${root}`,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(own ? {} : { PULUMI_CONFIG_PASSPHRASE: "" }),
  };
}

/** The plugins that would have to be downloaded, and cannot be: asked now, as Pulumi itself would try for minutes. */
export async function unreachablePlugins(): Promise<string[]> {
  const { output } = await ask("pulumi", ["plugin", "ls", "--json"]);
  const missing = PLUGINS.filter((plugin) => !output.includes(`"name": "${plugin}"`));
  if (missing.length === 0 || (await answers("https://get.pulumi.com/"))) return [];
  return missing;
}

/** `pulumi up` of the dev stack. Resolves with Pulumi's exit code. */
export async function deploy(root: string): Promise<number> {
  const env = environment(root);
  const project = ["--cwd", root, "--non-interactive"];
  const selected = await show("pulumi", ["stack", "select", STACK, "--create", ...project], env);
  if (selected !== 0) return selected;
  const upped = await show("pulumi", ["up", "--stack", STACK, "--yes", ...project], env);
  if (upped !== 0) return upped;
  return show("pulumi", ["stack", "output", "--stack", STACK, ...project], env);
}

/** A cluster on Docker, reused when it exists. Resolves with kind's exit code. */
export async function createKindCluster(): Promise<number> {
  const { output } = await ask("kind", ["get", "clusters"]);
  if (output.split("\n").includes(KIND_CLUSTER)) {
    return show("kind", ["export", "kubeconfig", "--name", KIND_CLUSTER], {});
  }
  return show("kind", ["create", "cluster", "--name", KIND_CLUSTER, "--wait", "180s"], {});
}
