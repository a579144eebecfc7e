import { describe, expect, it } from "@jest/globals";
import { ruleMaps } from "../../../components/prometheus";
import { prometheusArgs } from "../../../components/prometheus/pod";
import { retentionSize } from "../../../components/prometheus/retention";
import type { RuleFile } from "../../../systems/plan";
import { planWith, settingsWith } from "../../kit/settings";

describe("retention by size", () => {
  it.each([
    ["85 % of the volume", { storage: { size: "20Gi" } }, "17408MB"],
    ["of a small volume", { storage: { size: "100Mi" } }, "85MB"],
    ["its own", { storage: { size: "20Gi" }, retention: { size: "10Gi" } }, "10240MB"],
  ])("%s", (_, prometheus, expected) => {
    expect(retentionSize(settingsWith({ prometheus }).prometheus)).toBe(expected);
  });
});

it("reloads its files by itself and opens no API to change anything", () => {
  const settings = settingsWith({
    exposure: { prometheus: { host: "p.example.org", auth: { type: "basic" } } },
  });

  expect(prometheusArgs(planWith(settings))).toEqual([
    "--config.file=/etc/prometheus/config/prometheus.yml",
    "--config.auto-reload",
    "--config.auto-reload-interval=30s",
    "--storage.tsdb.path=/prometheus",
    "--storage.tsdb.retention.time=30d",
    "--storage.tsdb.retention.size=17408MB",
    "--web.external-url=https://p.example.org",
    "--web.route-prefix=/",
  ]);
});

function ruleFile(fileName: string, expr = "vector(1)"): RuleFile {
  const rules = [{ alert: "A", expr }];
  return { system: "shop", fileName, source: `rules/${fileName}`, groups: [{ name: "g", rules }] };
}

describe("rule files", () => {
  it("share one ConfigMap while they fit, sorted", () => {
    expect(ruleMaps([ruleFile("b.yaml"), ruleFile("a.yaml")])).toEqual([
      {
        "a.yaml": "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: vector(1)\n",
        "b.yaml": "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: vector(1)\n",
      },
    ]);
  });

  it("are one empty ConfigMap when there are none, so that a first rule restarts nothing", () => {
    expect(ruleMaps([])).toEqual([{}]);
  });

  it("go on in another ConfigMap before one is too large", () => {
    const maps = ruleMaps([ruleFile("a.yaml"), ruleFile("b.yaml"), ruleFile("c.yaml")], 160);

    expect(maps.map((map) => Object.keys(map))).toEqual([["a.yaml", "b.yaml"], ["c.yaml"]]);
  });

  it("that fit into no ConfigMap are refused by name", () => {
    expect(() => ruleMaps([ruleFile("big.yaml", "x".repeat(200))], 160)).toThrow(
      "rules/big.yaml: 271 bytes of rules, but one Kubernetes object holds 160; split it into several files",
    );
  });
});
