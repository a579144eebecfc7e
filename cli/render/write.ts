import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../config/errors";

/** Says that a directory is ours to replace. */
const MARKER = ".vigie-render";

/**
 * Refuses a directory that this program did not write: replacing it would delete somebody's files.
 * @throws UserError
 */
export function checkTarget(directory: string): void {
  const path = resolve(directory);
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    throw new UserError([
      `${directory}: is a file; name a directory that does not exist yet, or an empty one`,
    ]);
  }
  const entries = readdirSync(path);
  if (entries.length === 0 || entries.includes(MARKER)) return;
  throw new UserError([
    `${directory}: holds ${entries.length} entries that were not rendered by this command, and rendering replaces the ` +
      `whole directory; name another one, or empty it first`,
  ]);
}

/** Writes all files, or nothing: into a directory beside the target, which then takes its place. */
export function writeAtomically(directory: string, files: ReadonlyMap<string, string>, origin: string): void {
  checkTarget(directory);
  const target = resolve(directory);
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  const fresh = join(parent, `.${basename(target)}.${process.pid}.new`);
  const old = join(parent, `.${basename(target)}.${process.pid}.old`);
  try {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh);
    for (const [name, text] of files) writeFileSync(join(fresh, name), text);
    writeFileSync(join(fresh, MARKER), `${origin}\n`);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } catch (error) {
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}
