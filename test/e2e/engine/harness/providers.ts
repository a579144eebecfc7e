import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Cut } from "../wire/gate";
import { typeScriptArguments } from "./launch";
import type { FromProviders, ToProviders } from "./messages";

/** The process that serves the stand-ins. */
export interface Providers {
  /** For PULUMI_DEBUG_PROVIDERS: "kubernetes:PORT,random:PORT"; empty when every plugin is real. */
  readonly debugProviders: string;
  /** Cuts the next operation there; resolves with what was cut once that moment has come. */
  arm(cut: Cut): Promise<{ readonly halted: Promise<string> }>;
  /** When the programs asked for their first resources, by any provider, oldest first; see `OnAsked`. */
  readonly asked: readonly number[];
  kill(): Promise<void>;
}

function answer<Kind extends FromProviders["kind"]>(child: ChildProcess, kind: Kind) {
  type Wanted = Extract<FromProviders, { kind: Kind }>;
  return new Promise<Wanted>((resolve, reject) => {
    const onMessage = (message: FromProviders): void => {
      if (message.kind === kind) {
        child.off("message", onMessage);
        resolve(message as Wanted);
      }
    };
    child.on("message", onMessage);
    child.once("exit", (code) => {
      reject(new Error(`the provider process ended with code ${code ?? "none"} while "${kind}" was awaited`));
    });
  });
}

/** Starts the stand-ins that `names` lists. `env` reaches them as a plugin's environment would. */
export async function startProviders(names: readonly string[], env: NodeJS.ProcessEnv): Promise<Providers> {
  if (names.length === 0) {
    return {
      debugProviders: "",
      asked: [],
      arm: () => Promise.reject(new Error("only stand-ins can be cut at a chosen call")),
      kill: () => Promise.resolve(),
    };
  }
  const child = fork(join(__dirname, "provider-main.ts"), names, {
    execArgv: [...typeScriptArguments],
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const asked: number[] = [];
  child.on("message", (message: FromProviders) => {
    if (message.kind === "asked") {
      asked.push(message.at);
    }
  });
  const { ports } = await answer(child, "ports");
  return {
    asked,
    debugProviders: Object.entries(ports)
      .map(([name, port]) => `${name}:${port}`)
      .join(","),
    async arm(cut) {
      const halted = answer(child, "halted").then(({ label }) => label);
      // An operation may end before the cut; then nobody awaits this.
      halted.catch(() => undefined);
      const armed = answer(child, "armed");
      child.send({ cut } satisfies ToProviders);
      await armed;
      return { halted };
    },
    kill: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          resolve();
          return;
        }
        child.once("exit", () => {
          resolve();
        });
        child.kill("SIGKILL");
      }),
  };
}
