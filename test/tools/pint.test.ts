import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toYaml } from "../../base/serialise";
import { loadFromFile } from "../../config/from-file";
import { projectRoot } from "../../config/root";
import { buildPlan } from "../../systems";
import { withFiles } from "../kit";
import { committedStackFiles } from "../kit/stack-files";
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

/** Rule files as they are installed, the generated ones too. Comments, and pint's exceptions in them, do not get that far. */
function installedRules(stack: string): Readonly<Record<string, string>> {
  const { ruleFiles } = buildPlan(loadFromFile(stack).settings);
  return Object.fromEntries(
    ruleFiles.map(({ fileName, groups }) => {
      const exception = fileName === "platform-targets.yaml" ? "# pint file/disable alerts/comparison\n" : "";
      return [fileName, `${exception}${toYaml({ groups })}`];
    }),
  );
}

test.each(committedStackFiles().map((file) => join(projectRoot(), file)))(
  "nor has what %s installs, objectives and all",
  async (stack) => {
    const files = installedRules(stack);
    await withFiles(files, async (folder) => {
      const paths = Object.keys(files).map((file) => join(folder, file));
      // By metric alone, all objectives record the same: test/unit/slo/ sees to their order by objective.
      expect(await pintLint(paths, ["rule/dependency"])).toMatchObject({ ok: true });
    });
  },
);

test("production's objectives are among them", () => {
  const generated = Object.keys(installedRules("production")).filter((file) =>
    file.includes("slo-generated"),
  );
  expect(generated.sort()).toEqual([
    "crm-tpm-finance-slo-generated.yaml",
    "gauzian-slo-generated.yaml",
    "huntaze-slo-generated.yaml",
    "tumulte-slo-generated.yaml",
  ]);
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
