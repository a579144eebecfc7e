import { describe, expect, it } from "@jest/globals";
import { didYouMean, editDistance, nearest, oneOf } from "../../../config/suggest";
import { meantDuration, meantSize } from "../../../config/units";

describe("editDistance", () => {
  it.each([
    ["same", "same", 0],
    ["", "abc", 3],
    ["retension", "retention", 1],
    ["critcal", "critical", 1],
    ["gauzain", "gauzian", 1],
    ["abc", "xyz", 3],
  ])("from %j to %j is %d", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe("nearest", () => {
  it("finds the closest, whatever the case", () => {
    expect(nearest("Prometeus", ["promtail", "prometheus"])).toBe("prometheus");
  });

  it("finishes a word that was cut short, when only one is so", () => {
    expect(nearest("mem", ["cpu", "memory"])).toBe("memory");
    expect(nearest("alert", ["alerting", "alertmanager"])).toBeUndefined();
  });

  it("suggests nothing that is far", () => {
    expect(nearest("slackUrl", ["image", "storage"])).toBeUndefined();
    expect(nearest("x", ["y"])).toBeUndefined();
  });
});

describe("didYouMean", () => {
  it("lists the choices when none is near", () => {
    expect(didYouMean("huge", ["small", "large"], "remove it")).toBe('choose "small" or "large"');
    expect(didYouMean("huge", [], "remove it")).toBe("remove it");
  });

  it("joins choices as people do", () => {
    expect(oneOf(["a"])).toBe('"a"');
    expect(oneOf(["a", "b", "c"])).toBe('"a", "b" or "c"');
  });
});

describe("units", () => {
  it.each([
    ["20GB", "20Gi"],
    ["500 MB", "500Mi"],
    ["10 Go", "10Gi"],
    ["1GiB", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["big", undefined],
  ])("the size %j was meant as %j", (typed, meant) => {
    expect(meantSize(typed)).toBe(meant);
  });

  it.each([
    [15, "15s"],
    ["15", "15s"],
    ["30 days", "30d"],
    ["5min", "5m"],
    ["2 hours", "2h"],
    ["7 j", "7d"],
    ["a week", undefined],
    [1.5, undefined],
  ])("the duration %j was meant as %j", (typed, meant) => {
    expect(meantDuration(typed)).toBe(meant);
  });
});
