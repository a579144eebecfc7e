import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";

/** How often a holder shows that it is alive, and after what silence its lock counts as abandoned. Milliseconds. */
const heartbeat = 5_000;
const abandonedAfter = 60_000;

export interface LockOptions {
  /** Called once when somebody else holds the lock. */
  readonly onWait?: () => void;
  /** Milliseconds between two looks at a lock held by somebody else. @default 500 */
  readonly poll?: number;
}

/** Runs `work` while holding the lock file `path`, so that two processes never make the same thing at once. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!take(path)) {
    if (isAbandoned(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) options.onWait?.();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, options.poll ?? 500));
  }
  const beat = setInterval(() => {
    touch(path);
  }, heartbeat).unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(path, { force: true });
  }
}

/** The cache may be deleted at any time; the lock then has nothing left to protect. */
function touch(path: string): void {
  const now = new Date();
  if (existsSync(path)) utimesSync(path, now, now);
}

function take(path: string): boolean {
  try {
    const file = openSync(path, "wx");
    writeSync(file, `${hostname()} ${process.pid}\n`);
    closeSync(file);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** A holder that was killed cannot remove its lock: its process is gone, or its heartbeat has stopped. */
function isAbandoned(path: string): boolean {
  try {
    if (Date.now() - statSync(path).mtimeMs > abandonedAfter) return true;
    const [host = "", id = ""] = readFileSync(path, "utf8").trim().split(" ");
    return host === hostname() && id !== "" && !isRunning(Number(id));
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return isCode(error, "EPERM");
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}
