import { userError } from "./paths.mjs";

const OLDEST = [20, 20];

/** Refuses a Node that is too old, before it stumbles over something less clear. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw userError(
    `Node ${version} is too old: this project needs ${OLDEST.join(".")} or newer (https://nodejs.org)`,
  );
}
