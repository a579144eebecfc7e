import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own for one test, with the environment pointed at it; `restore` undoes both. */
export interface Scratch {
  readonly folder: string;
  write(path: string, text: string): string;
  /** Writes a shell script under that name into a folder that is then the whole PATH, besides the system's own commands. */
  program(name: string, script: string): void;
  restore(): void;
}

export function makeScratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), "vigie-test-"));
  const before = { ...process.env };
  process.env.VIGIE_CACHE = join(folder, "cache");
  process.env.VIGIE_TOOLS_FROM = "modules";
  const write = (path: string, text: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  return {
    folder,
    write,
    program: (name, script) => {
      chmodSync(write(join("bin", name), `#!/bin/sh\n${script}`), 0o755);
      process.env.PATH = `${join(folder, "bin")}:/usr/bin:/bin`;
    },
    restore: () => {
      process.env = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
