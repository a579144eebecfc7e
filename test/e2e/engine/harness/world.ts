import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { startFakeCloudflare, type FakeCloudflare } from "../cloudflare/fake-api";
import type { Cut } from "../wire/gate";
import { enginePath, ensureEngine, installedPlugin, pluginFolders, plugins, type PluginName } from "./binary";
import { typeScriptArguments } from "./launch";
import type { Job, Outcome } from "./messages";
import { startProviders, type Providers } from "./providers";

export interface WorldProject {
  /** Folder with Pulumi.yaml and the stack files; operations write to it. */
  readonly workDir: string;
  /** Module that makes the resources, see {@link Job.program}. */
  readonly program: string;
  readonly stack: string;
}

export interface WorldOptions {
  /** Kubeconfig file of the cluster to work on. */
  readonly kubeconfig: string;
  /** What to run; it may need to know the fake Cloudflare account. */
  readonly project: (cloudflare: FakeCloudflare) => WorldProject;
  /** More environment for the program, read anew at every operation. */
  readonly env?: () => NodeJS.ProcessEnv;
}

export interface Cutting {
  /** What the engine was doing when everything was killed; `undefined` when it was done before that. */
  readonly at: string | undefined;
}

/** One stack with its own backend, its providers and its fake Cloudflare account. */
export interface World {
  readonly cloudflare: FakeCloudflare;
  /** Provider name to "plugin" or "stand-in". */
  readonly parts: Readonly<Record<PluginName, "plugin" | "stand-in">>;
  run(command: Job["command"]): Promise<Outcome>;
  /** Runs `up` and kills engine, program and providers with SIGKILL at the chosen moment. */
  cutUp(cut: Cut): Promise<Cutting>;
  /** Runs a command of the engine's own CLI in the project's folder; gives its standard output. */
  cli(...args: readonly string[]): Promise<string>;
  /** The stack's state file as text. */
  state(): string;
  close(): Promise<void>;
}

const execute = promisify(execFile);
const operate = join(__dirname, "operate.ts");

function linkPlugins(home: string): void {
  mkdirSync(join(home, "plugins"), { recursive: true });
  for (const folder of pluginFolders()) {
    symlinkSync(folder, join(home, "plugins", basename(folder)));
  }
}

export async function openWorld(options: WorldOptions): Promise<World> {
  await ensureEngine();
  const folder = mkdtempSync(join(tmpdir(), "vigie-engine-"));
  const [home, backend] = [join(folder, "home"), join(folder, "backend")];
  mkdirSync(backend);
  linkPlugins(home);
  const cloudflare = await startFakeCloudflare();
  const project = options.project(cloudflare);
  const names = Object.keys(plugins) as PluginName[];
  const standIns = names.filter((name) => installedPlugin(name) === undefined);
  const providerEnv = {
    KUBECONFIG: options.kubeconfig,
    CLOUDFLARE_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: cloudflare.token,
  };
  let providers: Providers = await startProviders(standIns, providerEnv);

  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    ...providerEnv,
    PATH: [dirname(enginePath()), process.env.PATH ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "engine-proof",
    PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_ERROR_OUTPUT_STRING: "true",
    ...options.env?.(),
  });

  /** A process group of its own, so that engine and program can be killed together. */
  const start = (command: Job["command"]) => {
    const { stack, workDir, program } = project;
    const [jobFile, outcomeFile, logFile] = ["job", "outcome", "log"].map((name) => join(folder, name));
    if (jobFile === undefined || outcomeFile === undefined || logFile === undefined) {
      throw new Error("unreachable");
    }
    rmSync(outcomeFile, { force: true });
    writeFileSync(jobFile, JSON.stringify({ command, stack, workDir, program } satisfies Job));
    const child = spawn(process.execPath, [...typeScriptArguments, operate, jobFile, outcomeFile], {
      cwd: workDir,
      env: environment(),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    child.stdout.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString("utf8")));
    const ended = new Promise<void>((resolve) =>
      child.once("close", () => {
        resolve();
      }),
    );
    return { child, ended, outcomeFile, log: () => log };
  };

  return {
    cloudflare,
    parts: Object.fromEntries(
      names.map((name) => [name, standIns.includes(name) ? "stand-in" : "plugin"]),
    ) as Record<PluginName, "plugin" | "stand-in">,
    async run(command) {
      const { ended, outcomeFile, log } = start(command);
      await ended;
      try {
        return JSON.parse(readFileSync(outcomeFile, "utf8")) as Outcome;
      } catch {
        throw new Error(`${command} left no result:\n${log()}`);
      }
    },
    async cutUp(cut) {
      const { halted } = await providers.arm(cut);
      const { child, ended } = start("up");
      const at = await Promise.race([halted, ended.then(() => undefined)]);
      if (child.pid !== undefined && child.exitCode === null) {
        process.kill(-child.pid, "SIGKILL");
      }
      await Promise.all([ended, providers.kill()]);
      providers = await startProviders(standIns, providerEnv);
      return { at };
    },
    async cli(...args) {
      const { stdout } = await execute(enginePath(), [...args, "--non-interactive"], {
        cwd: project.workDir,
        env: environment(),
      });
      return stdout;
    },
    state() {
      const name =
        /^name:\s*(\S+)/m.exec(readFileSync(join(project.workDir, "Pulumi.yaml"), "utf8"))?.[1] ?? "";
      return readFileSync(join(backend, ".pulumi", "stacks", name, `${project.stack}.json`), "utf8");
    },
    async close() {
      await Promise.all([providers.kill(), cloudflare.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
