import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toolPath } from "../cluster/programs";

const HOUR = 3600;

/** Blocks of samples of days ago, as Prometheus keeps them. */
export interface OldBlocks {
  /** Their folders, oldest first. */
  readonly names: readonly string[];
  /** What one of them takes on disk. */
  readonly bytes: number;
  /** A tar archive of them. */
  readonly archive: Buffer;
}

/** Makes blocks of two hours each, with so many series: one sample in each, but labels that cannot be compressed. */
export function oldBlocks(count: number, series: number): OldBlocks {
  const folder = mkdtempSync(join(tmpdir(), "vigie-blocks-"));
  try {
    const first = Math.floor(Date.now() / 1000 / (2 * HOUR)) * 2 * HOUR - 48 * HOUR;
    const times = Array.from({ length: count }, (_, index) => first + index * 2 * HOUR + 60);
    const label = (): string => randomBytes(500).toString("hex");
    // One series has all of its samples together in this format, so every block has series of its own.
    const lines = times.flatMap((time) =>
      Array.from({ length: series }, () => `vigie_e2e_old{x="${label()}"} 1 ${time}`),
    );
    const source = join(folder, "samples");
    writeFileSync(source, ["# TYPE vigie_e2e_old gauge", ...lines, "# EOF", ""].join("\n"));
    const made = join(folder, "made");
    execFileSync(toolPath("promtool"), [
      "tsdb",
      "create-blocks-from",
      "openmetrics",
      "--quiet",
      source,
      made,
    ]);
    // The names of blocks are ULIDs of when they were made; what is in them says how old they are.
    const start = (name: string): number =>
      (JSON.parse(readFileSync(join(made, name, "meta.json"), "utf8")) as { minTime: number }).minTime;
    const names = readdirSync(made).sort((left, right) => start(left) - start(right));
    const archive = execFileSync("tar", ["-C", made, "-cf", "-", ...names], { maxBuffer: 1 << 28 });
    return { names, archive, bytes: Math.ceil(archive.length / count) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
