import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { duration, durationSeconds, interval } from "../../../config/schema/scalars";
import { meantDuration } from "../../../config/units";
import { amtoolCheckConfig, promtoolCheckRules } from "../../tools/run";
import { withFiles } from "../../kit/files";

const TEXTS: readonly (readonly [string, boolean])[] = [
  ["15s", true],
  ["0s", true],
  ["1h30m", true],
  ["2w1d", true],
  ["1y2w3d4h5m6s7ms", true],
  ["100y", true],
  ["5ms", true],
  ["1d2w", false],
  ["10s20s", false],
  ["5m1h", false],
  ["1ms1s", false],
  ["15", false],
  ["1.5h", false],
  ["1 h", false],
  ["-5m", false],
  ["300y", false],
  ["", false],
];

describe("a duration", () => {
  it.each(TEXTS)("%s: accepted %s, by us as by Prometheus", async (text, isAccepted) => {
    const rules = { groups: [{ name: "g", rules: [{ alert: "A", expr: "up == 0", for: text }] }] };
    const { ok } = await withFiles({ "r.yaml": JSON.stringify(rules) }, (folder) =>
      promtoolCheckRules([join(folder, "r.yaml")]),
    );

    expect(duration.safeParse(text).success).toBe(isAccepted);
    expect(ok).toBe(isAccepted);
  });

  it.each(["0s", "0d0h", "0ms"])("%s is no interval", (text) => {
    expect(duration.safeParse(text).success).toBe(true);
    expect(interval.safeParse(text).success).toBe(false);
  });

  it("of zero is refused by Alertmanager where we refuse it", async () => {
    const config = (groupInterval: string) =>
      `route: { receiver: none, group_interval: ${groupInterval} }\nreceivers: [{ name: none }]\n`;
    const verdicts = await withFiles({ good: config("5m"), zero: config("0s") }, async (folder) => [
      (await amtoolCheckConfig(join(folder, "good"))).ok,
      (await amtoolCheckConfig(join(folder, "zero"))).ok,
    ]);

    expect(verdicts).toEqual([true, false]);
  });

  it("is the sum of its parts", () => {
    expect(durationSeconds("1h30m")).toBe(5400);
    expect(durationSeconds("1s500ms")).toBe(1.5);
    expect(() => durationSeconds("1d2w")).toThrow('"1d2w" is not a duration');
  });

  it.each([
    ["1d2w", "2w1d"],
    ["10s20s", "30s"],
    ["30 days", "30d"],
    ["0s", undefined],
    [0, undefined],
    ["soon", undefined],
  ])("%s was probably meant to be %s", (typed, meant) => {
    expect(meantDuration(typed)).toBe(meant);
  });
});
