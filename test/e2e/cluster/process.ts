import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** One program of the cluster that runs in the background. */
export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Folder of the cluster: `logs/` and `pids/` are made below it. */
  readonly directory: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Pid and start time together name one process for ever: a pid alone may have been given to somebody else's program since. */
interface ProcessRecord {
  readonly pid: number;
  readonly startTime: string;
}

/** Starts the program detached, its output in `logs/<name>.log`, and remembers it so that a later command can stop it. */
export function startProcess(spec: ProcessSpec): number {
  mkdirSync(join(spec.directory, "logs"), { recursive: true });
  mkdirSync(join(spec.directory, "pids"), { recursive: true });
  const log = openSync(logFile(spec.directory, spec.name), "a", 0o600);
  const child = spawn(spec.command, spec.args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", HOME: spec.directory, ...spec.env },
  });
  closeSync(log);
  // Without a listener a missing binary would end this program with a stack trace; the readiness wait reports it instead.
  child.on("error", () => undefined);
  child.unref();
  const pid = child.pid;
  if (pid === undefined) throw new Error(`${spec.name}: ${spec.command} could not be started`);
  const record: ProcessRecord = { pid, startTime: startTime(pid) ?? "" };
  writeFileSync(pidFile(spec.directory, spec.name), JSON.stringify(record));
  return pid;
}

/** The pid of the remembered process if it still runs, and is still that process. */
export function runningPid(directory: string, name: string): number | undefined {
  const file = pidFile(directory, name);
  if (!existsSync(file)) return undefined;
  const record = JSON.parse(readFileSync(file, "utf8")) as ProcessRecord;
  const now = startTime(record.pid);
  return now !== undefined && now === record.startTime ? record.pid : undefined;
}

/** Ends the remembered process: a request first, force after `graceMs`. Nothing happens when it does not run. */
export async function stopProcess(directory: string, name: string, graceMs = 8000): Promise<void> {
  const pid = runningPid(directory, name);
  if (pid !== undefined) {
    signal(pid, "SIGTERM");
    const gone = await waitUntil(() => runningPid(directory, name) === undefined, graceMs, 50);
    if (!gone) {
      signal(pid, "SIGKILL");
      await waitUntil(() => runningPid(directory, name) === undefined, 5000, 50);
    }
  }
  rmSync(pidFile(directory, name), { force: true });
}

/** Polls until the condition holds; false when the time is over. Errors of the condition count as "not yet". */
export async function waitUntil(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  intervalMs = 250,
): Promise<boolean> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const holds = await Promise.resolve()
      .then(condition)
      .catch(() => false);
    if (holds) return true;
    if (Date.now() > end) return false;
    await sleep(intervalMs);
  }
}

/** The last lines of a component's log, for error messages. */
export function logTail(directory: string, name: string, lines = 15): string {
  const file = logFile(directory, name);
  if (!existsSync(file)) return `(no log at ${file})`;
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/** A TCP port on loopback that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no TCP port on 127.0.0.1 could be had"));
      });
    });
  });
}

function logFile(directory: string, name: string): string {
  return join(directory, "logs", `${name}.log`);
}

function pidFile(directory: string, name: string): string {
  return join(directory, "pids", `${name}.json`);
}

function signal(pid: number, name: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself between the look and the signal.
  }
}

/** Field 22 of /proc/<pid>/stat, clock ticks since boot; undefined when there is no such process or it is a zombie. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may contain spaces, so fields are counted from the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Runs `stop` and ends this process when it is interrupted; gives what takes that back. */
export function stopOnSignal(stop: () => Promise<void>): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const onSignal = (): void => {
    void stop().finally(() => process.exit(1));
  };
  for (const signal of signals) {
    process.once(signal, onSignal);
  }
  return () => {
    for (const signal of signals) {
      process.off(signal, onSignal);
    }
  };
}
