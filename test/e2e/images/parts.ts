import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { goBuild } from "../../tools/go";
import { e2eRoot } from "../cluster/paths";

const sources = join(__dirname, "parts");

/**
 * The binary with the suite's own small programs, built on first use (seconds, standard library only) and again whenever
 * its source changes.
 */
export async function ensureParts(log: (line: string) => void): Promise<string> {
  const file = partsFile();
  if (existsSync(file)) return file;
  log("building the suite's own small programs (pause, policies, receiver, simulator, stand-in)");
  mkdirSync(join(e2eRoot(), "parts"), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  const outcome = await goBuild(["-o", temporary, "."], sources);
  if (outcome.status !== 0) throw new Error(`test/e2e/images/parts does not build:\n${outcome.stderr}`);
  renameSync(temporary, file);
  return file;
}

/** Where the binary for the present source is, or will be. */
export function partsFile(): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(sources).sort()) hash.update(file).update(readFileSync(join(sources, file)));
  return join(e2eRoot(), "parts", `parts-${hash.digest("hex").slice(0, 16)}`);
}
