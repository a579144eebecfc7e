import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkInProcess } from "../../../cli/check/check";
import { findingText } from "../../../cli/check/finding";
import { evaluate } from "../../../cli/program/evaluate";
import { projectRoot } from "../../../config/root";

/** Each product's own stack files, used with `--config-file`. */
const EXAMPLES = readdirSync(join(projectRoot(), "examples"), { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)Pulumi\.[a-z]+\.yaml$/.test(file))
  .sort();

test("every product has a stack file of its own", () => {
  const products = new Set(EXAMPLES.map((file) => file.split("/")[0]));

  expect([...products]).toEqual(expect.arrayContaining(["crm-tpm-finance", "tumulte"]));
});

test.each(EXAMPLES)("examples/%s is rendered and checked without a finding", async (file) => {
  const { findings } = await checkInProcess(await evaluate(join(projectRoot(), "examples", file)));

  expect(findings.map(findingText)).toEqual([]);
});
