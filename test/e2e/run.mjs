// Runs the proof on real parts: `node test/e2e/run.mjs [--ci|--long|--proof] [part of a path ...]`.
// Node's own test runner and not jest: clients such as @kubernetes/client-node are ES modules, which jest cannot load
// before Node 24.9, and here one process per file is what is wanted (https://nodejs.org/api/test.html).
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, "..", "..");
const args = process.argv.slice(2);
const filters = args.filter((arg) => !arg.startsWith("--"));
const options = args.filter((arg) => arg.startsWith("--"));

const unknown = options.find((option) => !["--ci", "--long", "--proof"].includes(option));
if (unknown !== undefined || options.length > 1) {
  console.error("usage: npm run test:e2e -- [--ci|--long|--proof] [part of a path ...]");
  console.error("  --ci    what a change has to pass: without what takes minutes more and breaks rarely");
  console.error("  --long  also what takes more than ten minutes by itself");
  console.error("  --proof runs nothing; puts the report of the last run into docs/proof.md");
  process.exit(2);
}

/** Begun in this order, first the longest: beside production, which mostly waits, there is time for all the others. */
const ORDER = ["runtime/production", "engine/", "runtime/accepted", "runtime/environments", "cluster/"];

/**
 * What CI leaves out, so that a warm run stays below twelve minutes on two cores: stacks of which production shows more, the
 * test bed's own test, and whole lives of stacks on the engine, of which engine/small shows each step on a small one.
 */
const NOT_IN_CI = ["runtime/environments", "cluster/", "engine/product"];
const extent = options[0]?.slice(2);
const isLeftOut = (file) => extent === "ci" && NOT_IN_CI.some((start) => file.startsWith(start));

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .filter((file) => filters.length === 0 || filters.some((filter) => `test/e2e/${file}`.includes(filter)))
  .filter((file) => !isLeftOut(file))
  .sort((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1));

function rank(file) {
  const place = ORDER.findIndex((start) => file.startsWith(start));
  return place < 0 ? ORDER.length : place;
}

if (files.length === 0) {
  console.error(`no test under ${relative(root, folder)} has "${filters.join('" or "')}" in its path`);
  process.exit(1);
}

if (extent === "ci") console.error(`--ci leaves out: ${NOT_IN_CI.join(", ")}, and faults that take minutes`);
const tests = [
  ...["--import", join(folder, "priority.mjs")],
  // In CI two at a time, and a second turn for what fails: the machine is shared, and seconds are measured.
  ...[join(folder, "files.mjs"), ...(extent === "ci" ? ["2", "2"] : ["1", "1"])],
  ...files.map((file) => join(folder, file)),
];
const child = spawn(
  process.execPath,
  ["--import", "tsx", ...(extent === "proof" ? [join(folder, "proof.ts")] : tests)],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...(extent === undefined ? {} : { VIGIE_E2E: extent }) },
  },
);
// Passed on, so that the tests stop the clusters that they started.
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
