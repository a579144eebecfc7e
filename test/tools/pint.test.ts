import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../config/root";
import { withFiles } from "../kit";
import { pintLint } from "./run";

/** Every rule file of the repository; its unit tests lie beside it. */
function ruleFiles(): string[] {
  return ["rules", "rules/platform", "rules/deployment-system", "rules/huntaze", "examples/shop"]
    .flatMap((folder) => readdirSync(join(projectRoot(), folder)).map((file) => join(folder, file)))
    .filter((file) => file.endsWith(".yaml") && !/\.test\.yaml$|^examples\/shop\/metrics\.yaml$/.test(file))
    .map((file) => join(projectRoot(), file));
}

const TARGETS = "rules/platform/targets.yaml";
/** TargetDown's, without its comparison. */
const DOWN = 'up{prober="", system!="crm-tpm-finance"}';

test("no rule of the repository has a bug or a warning of pint", async () => {
  const files = ruleFiles();
  expect(files.length).toBeGreaterThan(20);
  expect(files).toContain(join(projectRoot(), TARGETS));
  expect(await pintLint(files)).toMatchObject({ ok: true });
});

test.each([
  ["an alert without a condition", `${DOWN} == 0`, DOWN, "alerts/comparison"],
  [
    "labels that never match",
    `${DOWN} == 0`,
    "sum(up) by (job) / on (instance) sum(up)",
    "promql/impossible",
  ],
  ["the Watchdog without its exception", "# pint disable alerts/comparison", "#", "alerts/comparison"],
])("finds %s", async (_, right, wrong, check) => {
  const text = readFileSync(join(projectRoot(), TARGETS), "utf8");
  expect(text).toContain(right);
  await withFiles({ "targets.yaml": text.replace(right, wrong) }, async (folder) => {
    const result = await pintLint([join(folder, "targets.yaml")]);
    expect(result).toMatchObject({ ok: false, output: expect.stringMatching(/Bug|Warning/) });
    expect(result.output).toContain(`(${check})`);
  });
});

test("only the Watchdog and one look at another group's record are excepted", () => {
  const exceptions = ruleFiles().flatMap((file) => readFileSync(file, "utf8").match(/pint .*/g) ?? []);
  expect(exceptions).toEqual(["pint disable alerts/comparison", "pint disable rule/dependency"]);
});
