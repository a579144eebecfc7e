import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheRoot, originFile, toolFile } from "../../tools/cache";
import type { ToolPin } from "../../tools/pin";
import { findPin } from "../../tools/pins";
import { makeScratch, type Scratch } from "./scratch";

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => {
  scratch.restore();
});

function pin(name: string): ToolPin {
  const found = findPin(name);
  if (!found) throw new Error(`no pin ${name}`);
  return found;
}

describe("the cache", () => {
  test("is where VIGIE_CACHE says, else under XDG_CACHE_HOME, else in the home folder", () => {
    expect(cacheRoot({ VIGIE_CACHE: "/here", XDG_CACHE_HOME: "/xdg" })).toBe("/here");
    expect(cacheRoot({ XDG_CACHE_HOME: "/xdg" })).toBe("/xdg/vigie");
    expect(cacheRoot({ XDG_CACHE_HOME: "" })).toBe(join(homedir(), ".cache", "vigie"));
    expect(cacheRoot({})).toBe(join(homedir(), ".cache", "vigie"));
  });

  test("keeps one folder per tool and version, with the origin beside the program", () => {
    const folder = join(scratch.folder, "cache", "tools", "promtool", pin("promtool").version);
    expect(toolFile(pin("promtool"))).toBe(join(folder, "promtool"));
    expect(originFile(pin("promtool"))).toBe(join(folder, "origin.json"));
  });

  test("keeps a program of our own apart by its text, so that a change is compiled", () => {
    const folder = join(scratch.folder, "cache", "tools", "pss");
    expect(toolFile(pin("pss"))).toMatch(
      new RegExp(`^${folder}/${pin("pss").version}-[0-9a-f]{8}/pss$`.replaceAll(".", "\\.")),
    );
  });
});
