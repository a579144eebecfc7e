import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { promtoolTestOnce } from "../../tools/passed";
import { promtoolCheckRules } from "../../tools/run";
import { ROOT, RULE_FILES, TEST_FILES } from "./files";

const full = (files: readonly string[]) => files.map((file) => join(ROOT, file));

/** Each file costs half a second of processor time; a machine that builds meanwhile needs many of them. */
const BUSY = 180_000;

describe("rules on the real promtool", () => {
  test("every rule file passes every lint", async () => {
    const { ok, output } = await promtoolCheckRules(full(RULE_FILES));
    expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  });

  test.each(TEST_FILES)(
    "%s: every unit test passes",
    async (file) => {
      const { ok, output } = await promtoolTestOnce(full([file]));
      expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
    },
    BUSY,
  );

  test("every rule file has its tests beside it", () => {
    expect(TEST_FILES).toEqual(RULE_FILES.map((file) => file.replace(".yaml", ".test.yaml")));
  });
});
