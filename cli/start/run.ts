import { spawn } from "node:child_process";

export interface RunResult {
  /** Undefined when the program is not installed or did not end in time. */
  readonly status: number | undefined;
  readonly output: string;
}

/** Asks a program something and waits a limited time: no question may hang on a network that does not answer. */
export function ask(program: string, args: readonly string[], seconds = 8): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "ignore"],
      timeout: seconds * 1000,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
    child.on("error", () => {
      resolve({ status: undefined, output });
    });
    child.on("close", (status) => {
      resolve({ status: status ?? undefined, output });
    });
  });
}

/** Runs a program in front of the user. Resolves with its exit code. */
export function show(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env: { ...process.env, ...env } });
    child.on("error", reject);
    child.on("close", (status) => {
      resolve(status ?? 1);
    });
  });
}
