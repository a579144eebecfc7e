import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { checkInProcess } from "../../../cli/check/check";
import { findingText } from "../../../cli/check/finding";
import { evaluate } from "../../../cli/program/evaluate";
import { projectRoot } from "../../../config/root";
import { exampleStackFiles } from "../../kit/stack-files";

const EXAMPLES = exampleStackFiles();

test("every product has a stack file of its own", () => {
  const products = new Set(EXAMPLES.map((file) => file.split("/")[1]));

  expect([...products]).toEqual(expect.arrayContaining(["crm-tpm-finance", "tumulte"]));
});

test.each(EXAMPLES)("%s is rendered and checked without a finding", async (file) => {
  const { findings } = await checkInProcess(await evaluate(join(projectRoot(), file)));

  expect(findings.map(findingText)).toEqual([]);
});
