import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { typeScriptArguments } from "./launch";
import type { Job, Outcome } from "./messages";

/** Longer than the providers wait for anything: what takes longer hangs. */
const limitMs = 15 * 60_000;

/** The process that holds the program and runs operations one after the other, the engine under it. */
export interface Operator {
  /** Throws with what the process printed when it ends without an outcome, or takes longer than any wait should. */
  run(job: Job): Promise<Outcome>;
  /** Ends engine and program together, as a lost CI runner does. */
  kill(): Promise<void>;
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once("exit", () => {
      resolve();
    });
  });
}

/** @param workDir folder with Pulumi.yaml and the stack files: where a user would call the CLI */
export function startOperator(workDir: string): Operator {
  const child = fork(join(__dirname, "operate.ts"), [], {
    cwd: workDir,
    execArgv: [...typeScriptArguments],
    // A process group of its own, which the engine joins.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let log = "";
  const note = (chunk: Buffer): void => {
    log += chunk.toString("utf8");
  };
  child.stdout?.on("data", note);
  child.stderr?.on("data", note);
  const ended = endOf(child);
  const kill = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, "SIGKILL");
    }
    await ended;
  };
  return {
    kill,
    run: (job) =>
      new Promise((resolve, reject) => {
        const fail = (what: string): void => {
          clearTimeout(timer);
          reject(new Error(`${job.command} of ${job.stack} ${what}:\n${log}`));
        };
        const timer = setTimeout(() => {
          void kill().then(() => {
            fail(`was not over after ${limitMs / 1000} s`);
          });
        }, limitMs);
        void ended.then(() => {
          fail("left no outcome");
        });
        child.once("message", (outcome: Outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        });
        child.send(job);
      }),
  };
}
