import { expect, it } from "@jest/globals";
import { INHIBITIONS } from "../../../components/alertmanager/inhibitions";

it("silences a lower severity only for the same thing", () => {
  const bySeverity = INHIBITIONS.filter(({ name }) => /^(critical|warning)-over/.test(name));

  expect(
    bySeverity.map(({ name, source_matchers, target_matchers }) => [name, source_matchers, target_matchers]),
  ).toEqual([
    ["critical-over-lower", ['"severity"="critical"'], ['"severity"=~"warning|performance|info"']],
    ["warning-over-lower", ['"severity"="warning"'], ['"severity"=~"performance|info"']],
  ]);
  for (const { equal } of bySeverity) {
    expect(equal).toEqual(
      expect.arrayContaining(["alertname", "system", "instance", "namespace", "node", "pod"]),
    );
  }
});

it("silences TargetDown where the part's own alert fires for the same job of the same system", () => {
  expect(INHIBITIONS.find(({ name }) => name === "part-over-target")).toEqual({
    name: "part-over-target",
    source_matchers: [
      '"severity"="critical"',
      '"alertname"=~".+Down"',
      '"alertname"!~"(Prometheus)?TargetDown"',
      '"job"!=""',
    ],
    target_matchers: ['"alertname"=~"(Prometheus)?TargetDown"'],
    equal: ["cluster", "job", "system"],
  });
});

it("tells of a burning budget once, at its fastest pace", () => {
  expect(INHIBITIONS.filter(({ name }) => name.startsWith("slo-"))).toEqual(
    [
      ["fast", "medium|slow|trend"],
      ["medium", "slow|trend"],
      ["slow", "trend"],
    ].map(([source = "", targets = ""]) => ({
      name: `slo-${source}-over-slower`,
      source_matchers: [`"tier"="${source}"`, '"sloth_id"!=""'],
      target_matchers: [`"tier"=~"${targets}"`, '"sloth_id"!=""'],
      equal: ["cluster", "sloth_id", "system"],
    })),
  );
});
