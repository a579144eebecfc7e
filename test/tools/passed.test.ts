import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { promtoolTestOnce } from "./passed";

let folder: string;
let file: string;

/** The name makes a content that no run has seen before. */
function write(threshold: number): void {
  const name = `A${process.pid}_${Date.now()}`;
  const expr = `up > ${threshold}`;
  writeFileSync(
    join(folder, "r.yaml"),
    JSON.stringify({ groups: [{ name, rules: [{ record: "a:b", expr }] }] }),
  );
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vigie-passed-"));
  file = join(folder, "r.test.yaml");
  const input_series = [{ series: "up", values: "1x5" }];
  const promql_expr_test = [{ expr: "a:b", eval_time: "3m", exp_samples: [{ labels: "a:b", value: 1 }] }];
  const tests = [{ interval: "1m", input_series, promql_expr_test }];
  writeFileSync(file, JSON.stringify({ rule_files: ["r.yaml"], evaluation_interval: "1m", tests }));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("runs what is new, remembers what passed, and runs it again when its rules change", async () => {
  write(0);
  const [first, second] = [await promtoolTestOnce([file]), await promtoolTestOnce([file])];
  expect([first.ok, second]).toEqual([true, { ok: true, output: "passed before, and nothing changed" }]);

  write(1);
  const [changed, again] = [await promtoolTestOnce([file]), await promtoolTestOnce([file])];
  expect([changed.ok, again.ok]).toEqual([false, false]);
  expect(again.output).not.toContain("passed before");
});

test("takes no file for nothing proven", async () => {
  expect((await promtoolTestOnce([])).ok).toBe(false);
});
