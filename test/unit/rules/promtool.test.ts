import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { promtoolCheckRules, promtoolTestRules } from "../../tools/run";
import { ROOT, RULE_FILES, TEST_FILES } from "./files";

const full = (files: readonly string[]) => files.map((file) => join(ROOT, file));

describe("rules on the real promtool", () => {
  test("every rule file passes every lint", async () => {
    const { ok, output } = await promtoolCheckRules(full(RULE_FILES));
    expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  });

  test("every unit test of every rule file passes", async () => {
    const { ok, output } = await promtoolTestRules(full(TEST_FILES));
    expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  });

  test("every rule file has its tests beside it", () => {
    expect(TEST_FILES).toEqual(RULE_FILES.map((file) => file.replace(".yaml", ".test.yaml")));
  });
});
