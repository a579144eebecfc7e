import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { typeScriptArguments } from "./launch";
import type { Job, Outcome } from "./messages";

/** One engine operation in a process group of its own. */
export interface Operation {
  /** When it is over, however it ended. */
  readonly ended: Promise<void>;
  /** What it reported. Throws with its output when it reported nothing. */
  outcome(): Outcome;
  /** Ends engine and program together, as a lost CI runner does. */
  kill(): void;
}

/**
 * Starts an operation: a Node process that holds the program, and under it the engine.
 * @param folder where the two processes leave notes for each other
 */
export function startOperation(job: Job, folder: string, env: NodeJS.ProcessEnv): Operation {
  const [jobFile, outcomeFile] = [join(folder, "job.json"), join(folder, "outcome.json")];
  rmSync(outcomeFile, { force: true });
  writeFileSync(jobFile, JSON.stringify(job));
  const child = spawn(
    process.execPath,
    [...typeScriptArguments, join(__dirname, "operate.ts"), jobFile, outcomeFile],
    { cwd: job.workDir, env, detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  const note = (chunk: Buffer): void => {
    log += chunk.toString("utf8");
  };
  child.stdout.on("data", note);
  child.stderr.on("data", note);
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
  return {
    ended,
    outcome() {
      try {
        return JSON.parse(readFileSync(outcomeFile, "utf8")) as Outcome;
      } catch {
        throw new Error(`${job.command} left no result:\n${log}`);
      }
    },
    kill() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, "SIGKILL");
      }
    },
  };
}
