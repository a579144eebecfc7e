import { spawn } from "node:child_process";

export interface Outcome {
  /** Exit status; -1 when the program could not be started or was killed. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** True when there is no such program. */
  readonly missing: boolean;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program to its end and never rejects: the caller judges the outcome. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: options.cwd, env: { ...process.env, ...options.env } });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    const finish = (status: number, missing: boolean, problem = ""): void => {
      resolve({
        status,
        missing,
        stdout: Buffer.concat(stdout).toString("utf8"),
        stderr: Buffer.concat(stderr).toString("utf8") + problem,
      });
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      finish(-1, error.code === "ENOENT", error.message);
    });
    child.on("close", (status, signal) => {
      finish(status ?? -1, false, signal ? `killed by ${signal}` : "");
    });
    // A program that exits without reading its input closes the pipe; its exit status tells the story.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}
