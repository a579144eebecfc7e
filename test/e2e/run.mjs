// Runs the proof on real parts: `node test/e2e/run.mjs [part of a path ...]`.
// Node's own test runner and not jest: clients such as @kubernetes/client-node are ES modules, which jest cannot load
// before Node 24.9, and here one process per file is what is wanted (https://nodejs.org/api/test.html).
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, "..", "..");
const filters = process.argv.slice(2);

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => relative(root, join(folder, file)))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();

if (files.length === 0) {
  console.error(`no test under ${relative(root, folder)} has "${filters.join('" or "')}" in its path`);
  process.exit(1);
}

// One file after the other: they share the cluster's ports and two cores.
const options = ["--import", "tsx", "--test", "--test-concurrency=1", "--test-reporter=spec"];
const child = spawn(process.execPath, [...options, ...files], { cwd: root, stdio: "inherit" });
// Passed on, so that the tests stop the clusters that they started.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
