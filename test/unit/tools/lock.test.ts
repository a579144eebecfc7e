import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { existsSync, utimesSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { withLock } from "../../tools/lock";
import { makeScratch, type Scratch } from "./scratch";

let scratch: Scratch;
let lock: string;
beforeEach(() => {
  scratch = makeScratch();
  lock = join(scratch.folder, "some", "tool.lock");
});
afterEach(() => {
  scratch.restore();
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

describe("the lock", () => {
  test("lets the second wait until the first is done, and tells it once", async () => {
    const events: string[] = [];
    const first = withLock(lock, async () => {
      events.push("first starts");
      await pause(50);
      events.push("first ends");
    });
    const second = withLock(
      lock,
      () => {
        events.push("second works");
        return Promise.resolve();
      },
      { poll: 5, onWait: () => events.push("second waits") },
    );
    await Promise.all([first, second]);
    expect(events).toEqual(["first starts", "second waits", "first ends", "second works"]);
  });

  test("is gone afterwards, also when the work fails", async () => {
    await expect(withLock(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(lock)).toBe(false);
    await expect(withLock(lock, () => Promise.resolve("yes"))).resolves.toBe("yes");
    expect(existsSync(lock)).toBe(false);
  });

  test("of a process that was killed is taken over", async () => {
    const { pid } = spawnSync("true");
    scratch.write("some/tool.lock", `${hostname()} ${pid}\n`);
    await expect(withLock(lock, () => Promise.resolve("taken"), { poll: 5 })).resolves.toBe("taken");
  });

  test("of another machine is taken over only when its heartbeat has stopped", async () => {
    scratch.write("some/tool.lock", "elsewhere 1\n");
    const waits: boolean[] = [];
    const work = withLock(lock, () => Promise.resolve("taken"), { poll: 5, onWait: () => waits.push(true) });
    await pause(30);
    expect(existsSync(lock)).toBe(true);
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(lock, longAgo, longAgo);
    await expect(work).resolves.toBe("taken");
    expect(waits).toHaveLength(1);
  });
});
