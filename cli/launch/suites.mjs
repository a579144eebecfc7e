import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";

const bin = (...path) => join(ROOT, "node_modules", ...path);
const TSX = bin("tsx", "dist", "cli.mjs");
const JEST = bin("jest", "bin", "jest.js");

/** Commands that run other programs, one after the other, until one fails. */
export const SUITES = {
  /** Every check that needs no cluster; the pinned tools are fetched or built first. */
  test: (args) => [
    [TSX, "test/tools/main.ts", "ensure", "check", "schemas"],
    [JEST, ...args],
  ],
  /** The proof on real parts. */
  e2e: (args) => [["test/e2e/run.mjs", ...args]],
};

export async function runSuite(name, args) {
  for (const step of SUITES[name](args)) {
    const code = await run(step);
    if (code !== 0) return code;
  }
  return 0;
}

function run(argv) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { cwd: ROOT, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
