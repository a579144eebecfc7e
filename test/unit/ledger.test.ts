import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ledgerPage, readLedger } from "../ledger/ledger";

const ROOT = join(__dirname, "../..");
const LEDGERS = ["test/ledger/gauzian.yaml"];

test.each(LEDGERS)("%s accounts for every line of its specification", (path) => {
  const { problems } = readLedger(ROOT, path);

  expect(problems).toEqual([]);
});

test("docs/coverage.md is what the tests say", () => {
  const page = ledgerPage(LEDGERS.map((path) => readLedger(ROOT, path)));

  expect(readFileSync(join(ROOT, "docs/coverage.md"), "utf8")).toBe(page);
});
