import { execFile } from "node:child_process";
import { inspect, promisify } from "node:util";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { startFakeCloudflare, type FakeCloudflare } from "../cloudflare/fake-api";
import type { Cut } from "../wire/gate";
import type { LanguageHost } from "../wire/language-host";
import { enginePath, ensureEngine, installedPlugin, pluginFolders, plugins, type PluginName } from "./binary";
import type { Job, Outcome } from "./messages";
import { startOperator, type Operator } from "./operation";
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
  /** Stand-ins also where plugins are installed: only they can be cut, and know when a program asked. @default false */
  readonly standIns?: boolean;
}

export interface Killed {
  /** What a provider was doing then; `undefined` when `up` was over before. */
  readonly at: string | undefined;
  /** Whether the local backend had to be mended before anything else could run. */
  readonly mended: boolean;
}

/** One stack with its own backend, its providers and its fake Cloudflare account. */
export interface World {
  readonly cloudflare: FakeCloudflare;
  /** Provider name to "plugin" or "stand-in". */
  readonly parts: Readonly<Record<PluginName, "plugin" | "stand-in">>;
  run(command: Job["command"]): Promise<Outcome>;
  /**
   * Runs `up` and kills engine, program and providers with SIGKILL at the chosen moment; then does what a user does:
   * `pulumi cancel`, which removes the dead engine's lock.
   */
  cutUp(cut: Cut): Promise<Killed>;
  /**
   * Lets creation take over objects that exist already, by the plugin's environment variable
   * PULUMI_K8S_UPSERT_EXISTING_OBJECTS: what an interrupted `up` created and could not record. @default false
   */
  adoptExisting(adopt: boolean): Promise<void>;
  /** Runs a command of the engine's own CLI in the project's folder; gives its standard output. */
  cli(...args: readonly string[]): Promise<string>;
  /** The same through the stand-in for Pulumi's language host, for commands that run the program as a user's do. */
  hosted(host: LanguageHost, ...args: readonly string[]): Promise<string>;
  /** When programs asked for their first resources, in milliseconds since the epoch; empty with real plugins. */
  asked(): readonly number[];
  /** The stack's state file as text. */
  state(): string;
  /** Everything that was told so far: event logs but for the SDK's debug messages, and what the CLI printed. */
  told(): string;
  close(): Promise<void>;
}

const execute = promisify(execFile);

function linkPlugins(home: string): void {
  mkdirSync(join(home, "plugins"), { recursive: true });
  for (const folder of pluginFolders()) {
    symlinkSync(folder, join(home, "plugins", basename(folder)));
  }
}

/**
 * Removes attribute files that a kill left empty: the local backend writes them in place, beside the state that it replaces
 * atomically, and then says "failed to load checkpoint: EOF". They only hold the content type.
 * @see https://github.com/google/go-cloud/blob/v0.46.0/blob/fileblob/attrs.go
 */
function mendBackend(backend: string): boolean {
  const empty = readdirSync(backend, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".attrs"))
    .map((file) => join(backend, file))
    .filter((file) => statSync(file).size === 0);
  for (const file of empty) {
    rmSync(file);
  }
  return empty.length > 0;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  await ensureEngine();
  const folder = mkdtempSync(join(tmpdir(), "vigie-engine-"));
  const [home, backend] = [join(folder, "home"), join(folder, "backend")];
  const transcript = join(folder, "told.log");
  mkdirSync(backend);
  linkPlugins(home);
  const cloudflare = await startFakeCloudflare();
  const project = options.project(cloudflare);
  const names = Object.keys(plugins) as PluginName[];
  // The cloudflare plugin could reach a real account; its stand-in refuses to talk to anything but loopback.
  const standIns = names.filter(
    (name) => options.standIns === true || name === "cloudflare" || installedPlugin(name) === undefined,
  );
  let adopting = false;
  const providerEnv = (): Record<string, string> => ({
    KUBECONFIG: options.kubeconfig,
    CLOUDFLARE_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: cloudflare.token,
    PULUMI_K8S_UPSERT_EXISTING_OBJECTS: String(adopting),
  });
  let providers: Providers = await startProviders(standIns, providerEnv());

  const engineEnv = (): Record<string, string> => ({
    ...providerEnv(),
    PATH: [dirname(enginePath()), process.env.PATH ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "engine-proof",
    PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_ERROR_OUTPUT_STRING: "true",
  });

  let operator: Operator | undefined;
  const operate = (command: Job["command"]): Promise<Outcome> => {
    operator ??= startOperator(project.workDir);
    return operator.run({ ...project, command, transcript, env: engineEnv() });
  };
  const endOperator = async (): Promise<void> => {
    const ending = operator;
    operator = undefined;
    await ending?.kill();
  };

  const command = async (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> => {
    const { stdout } = await execute(enginePath(), [...args, "--non-interactive"], {
      cwd: project.workDir,
      env: { ...process.env, ...engineEnv(), ...env },
      maxBuffer: 1 << 28,
    });
    return stdout;
  };
  const cli = (...args: readonly string[]): Promise<string> => command(args, {});

  return {
    cloudflare,
    parts: Object.fromEntries(
      names.map((name) => [name, standIns.includes(name) ? "stand-in" : "plugin"]),
    ) as Record<PluginName, "plugin" | "stand-in">,
    async run(command) {
      const outcome = await operate(command);
      if (!outcome.ok) {
        // The next one starts as afresh as a user's does.
        await endOperator();
      }
      return outcome;
    },
    async cutUp(cut) {
      const { halted } = await providers.arm(cut);
      const up = operate("up");
      const at = await Promise.race([halted, up.then(() => undefined)]);
      // Nobody hears of it any more.
      up.catch(() => undefined);
      await Promise.all([endOperator(), providers.kill()]);
      const mended = mendBackend(backend);
      operator = startOperator(project.workDir);
      [providers] = await Promise.all([
        startProviders(standIns, providerEnv()),
        cli("cancel", "--yes", "--stack", project.stack),
      ]);
      return { at, mended };
    },
    async adoptExisting(adopt) {
      adopting = adopt;
      await providers.kill();
      providers = await startProviders(standIns, providerEnv());
    },
    cli,
    async hosted(host, ...args) {
      host.environment = { ...process.env, ...engineEnv() };
      try {
        const stdout = await command(args, { PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}` });
        appendFileSync(transcript, stdout);
        return stdout;
      } catch (error) {
        appendFileSync(transcript, inspect(error));
        throw error;
      }
    },
    asked: () => providers.asked,
    state() {
      const name =
        /^name:\s*(\S+)/m.exec(readFileSync(join(project.workDir, "Pulumi.yaml"), "utf8"))?.[1] ?? "";
      return readFileSync(join(backend, ".pulumi", "stacks", name, `${project.stack}.json`), "utf8");
    },
    told: () => readFileSync(transcript, "utf8"),
    async close() {
      await Promise.all([endOperator(), providers.kill(), cloudflare.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
