// Runs test files: `node --import ... test/e2e/files.mjs CONCURRENCY TURNS FILE ...`. By the runner's interface and not by its
// command line, which sorts the files by name: the longest is to begin first (https://nodejs.org/api/test.html#runoptions).
// Each file is a process of its own, with the options of this one. A file that fails has so many turns in all; that it
// needed more than one is said.
import { run } from "node:test";
import { spec } from "node:test/reporters";

const [concurrency, turns, ...files] = process.argv.slice(2);
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopped.abort());

let failed = await failedOf(files);
for (let turn = 2; turn <= Number(turns) && failed.length > 0 && !stopped.signal.aborted; turn += 1) {
  console.log(
    `\nturn ${turn} of ${turns} for what has failed, which is worth a look also if it passes now: ${failed.join(", ")}\n`,
  );
  failed = await failedOf(failed);
}
if (failed.length > 0 || stopped.signal.aborted) process.exitCode = 1;

/** Runs the files to their end, tells what happens, and gives those in which something failed. */
function failedOf(all) {
  const found = new Set();
  return new Promise((resolve) => {
    run({ files: all, concurrency: Number(concurrency), signal: stopped.signal })
      // What is nested fails what it stands in, and may come from a file that is no test file.
      .on("test:fail", ({ file, name, nesting }) => nesting === 0 && found.add(file ?? name))
      .compose(new spec())
      // A failure that no file is named for is everybody's.
      .on("end", () => resolve([...found].every((file) => all.includes(file)) ? [...found] : all))
      .pipe(process.stdout, { end: false });
  });
}
