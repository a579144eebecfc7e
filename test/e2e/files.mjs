// Runs test files: `node --import ... test/e2e/files.mjs CONCURRENCY FILE ...`. By the runner's interface and not by its
// command line, which sorts the files by name: the longest is to begin first (https://nodejs.org/api/test.html#runoptions).
// Each file is a process of its own, with the options of this one.
import { run } from "node:test";
import { spec } from "node:test/reporters";

const [concurrency, ...files] = process.argv.slice(2);
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    stopped.abort();
    process.exitCode = 1;
  });
}
run({ files, concurrency: Number(concurrency), signal: stopped.signal })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .pipe(process.stdout);
