import { UserError } from "../../config/errors";
import type { Plan } from "../../systems/plan";
import { logFiles } from "./sources";

/** Pod logs and the classic host files. */
export const LOG_DIR = "/var/log";

/**
 * Directories of the node, beside /var/log, that hold the named log files: of each path the part before its first glob.
 * A directory inside another one is left out.
 */
export function hostDirectories(plan: Plan): string[] {
  const wanted = new Set([LOG_DIR, ...logFiles(plan).map(({ path }) => directoryOf(path))]);
  const all = [...wanted].sort();
  return all.filter(
    (one) => one !== LOG_DIR && !all.some((other) => one !== other && one.startsWith(`${other}/`)),
  );
}

function directoryOf(path: string): string {
  const fixed = path.split(/[*?[{]/)[0] ?? path;
  const directory = fixed.slice(0, fixed.lastIndexOf("/"));
  if (directory === "") {
    throw new UserError([
      `log file "${path}": would mount the whole file system of the node into the log collector; name a directory before the first "*", such as "/srv/app/*.log"`,
    ]);
  }
  return directory;
}
