import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { coverageFile, ledgerPaths, readLedger } from "../ledger/ledger";

const ROOT = join(__dirname, "../..");

test.each(ledgerPaths(ROOT))("%s accounts for every line of its specification", (path) => {
  const { problems } = readLedger(ROOT, path);

  expect(problems).toEqual([]);
});

test("docs/coverage.md is what the tests say", () => {
  const { path, text } = coverageFile(ROOT);

  expect(readFileSync(join(ROOT, path), "utf8")).toBe(text);
});
