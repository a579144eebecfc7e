import { spawn } from "node:child_process";
import * as languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { fromStruct, stringAt } from "./values";
import { listen, unary } from "./unary";

export interface ProgramRun {
  /** Milliseconds since the epoch. */
  readonly started: number;
  /** Seconds until the process ended. */
  readonly seconds: number;
}

export interface LanguageHost {
  /** For `PULUMI_DEBUG_LANGUAGES=nodejs:<port>`. */
  readonly port: number;
  /** The lives of the program's processes. */
  readonly runs: readonly ProgramRun[];
  /** What programs get as their environment: the CLI's, which starts the real host. @default this process's own */
  environment: NodeJS.ProcessEnv;
  close(): void;
}

/** Environment and arguments with which the Go host starts the SDK's own runner. */
function launch(request: language.RunRequest, engineAddress: string, environment: NodeJS.ProcessEnv) {
  const info = request.getInfo() ?? new language.ProgramInfo();
  const options = fromStruct(info.getOptions());
  const named: Readonly<Record<string, string>> = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    parallel: String(request.getParallel()),
  };
  const flags = Object.entries(named).flatMap(([name, value]) => (value === "" ? [] : [`--${name}`, value]));
  // The engine's keys are "vigie:profile"; the Go host still writes the older "vigie:config:profile".
  const config = [...request.getConfigMap().entries()].map(([key, value]: [string, string]) => [
    key.replace(":", ":config:"),
    value,
  ]);
  const runner = require.resolve("@pulumi/pulumi/cmd/run", { paths: [info.getProgramDirectory()] });
  return {
    args: [runner, ...flags, ...(request.getDryrun() ? ["--dry-run"] : []), info.getEntryPoint()],
    env: {
      ...environment,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(config)),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: "true",
      PULUMI_NODEJS_TSCONFIG_PATH: stringAt(options.tsconfig),
    },
    cwd: info.getProgramDirectory(),
  };
}

/**
 * Stands in for the `pulumi-language-nodejs` binary, so that the plain `pulumi preview` and `pulumi up` of a user run: the
 * engine reads Pulumi.yaml, and the SDK's own runner loads index.ts through ts-node. What the binary does besides
 * (installing dependencies, looking for required plugins, debuggers) is not here.
 * @see https://github.com/pulumi/pulumi/blob/v3.258.0/sdk/nodejs/cmd/pulumi-language-nodejs/main.go
 */
export async function serveLanguageHost(): Promise<LanguageHost> {
  let engineAddress = "";
  const runs: ProgramRun[] = [];
  const run = (request: language.RunRequest): Promise<language.RunResponse> =>
    new Promise((resolve, reject) => {
      const { args, env, cwd } = launch(request, engineAddress, host.environment);
      const started = Date.now();
      const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
      child.once("error", reject);
      child.once("exit", (code) => {
        runs.push({ started, seconds: (Date.now() - started) / 1000 });
        const response = new language.RunResponse();
        // 32: the program has told the user what is wrong, and there is nothing to add.
        if (code === 32) {
          response.setBail(true);
        } else if (code !== 0) {
          response.setError(`the program ended with code ${code ?? "none"}`);
        }
        resolve(response);
      });
    });
  const { port, close } = await listen(languageGrpc.LanguageRuntimeService, {
    handshake: unary((request: language.LanguageHandshakeRequest) => {
      engineAddress = request.getEngineAddress();
      return new language.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(() => new plugin.PluginInfo()),
    getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
    getRequiredPlugins: unary(() => new language.GetRequiredPluginsResponse()),
    run: unary(run),
  });
  const host: LanguageHost = { port, runs, close, environment: process.env };
  return host;
}
