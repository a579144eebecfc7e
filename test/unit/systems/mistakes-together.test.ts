import { describe, expect, test } from "@jest/globals";
import { UserError } from "../../../config/errors";
import { deadPanelLinks } from "../../../systems/load/panel-links";
import { formatProblem } from "../../../systems/load/problems";
import { systemWith } from "../../kit/settings";
import { planOf } from "./plans";

describe("the whole plan", () => {
  test("refuses with one error that holds every problem and no stack trace of ours in its message", () => {
    const build = () =>
      planOf({
        apps: { shop: { ruleFiles: ["no.yaml"], dashboards: ["no.json"] } },
        alerting: { disabledAlerts: ["TargetDwn"] },
      });
    expect(build).toThrow(UserError);
    expect(build).toThrow(
      [
        "3 problems",
        "  - no.yaml: no such file; paths are relative to Pulumi.yaml",
        '  - vigie:alerting.disabledAlerts[0]: no alert "TargetDwn" in this stack; did you mean "TargetDown"?',
        "  - no.json: no such file; paths are relative to Pulumi.yaml",
      ].join("\n"),
    );
  });

  test("a database of a system that does not exist", () => {
    const build = () =>
      planOf({
        databases: [{ type: "redis", name: "r", system: "gauzain", address: "a:6379" }],
        systems: { gauzian: {} },
      });
    expect(build).toThrow(
      'vigie:databases[0].system: no system "gauzain" in this stack; did you mean "gauzian"?',
    );
  });

  test("a link of an alert to a panel that does not exist", () => {
    const at = (annotation: string) => ({
      groups: [
        {
          name: "g",
          rules: [{ alert: "A", expr: "up", labels: {}, annotations: { dashboard: annotation } }],
        },
      ],
      lines: new Map([["A", 7]]),
      problems: [],
    });
    const panels = new Map([["shop-orders", new Set([3])]]);
    const found = (annotation: string) => {
      const systems = [systemWith({ rules: [{ file: "r.yaml" }] })];
      return deadPanelLinks(systems, panels, { read: () => at(annotation) }).map(formatProblem);
    };
    expect(found("shop-orders/3")).toEqual([]);
    expect(found("shop-orders")).toEqual([]);
    expect(found("https://grafana.example.org/d/x")).toEqual([]);
    expect(found("shop-orders/4")).toEqual([
      'r.yaml:7: alert A: no panel "shop-orders/4"; name one of its panels by key, or the dashboard alone',
    ]);
    expect(found("shop-order/3")).toEqual([
      'r.yaml:7: alert A: no dashboard "shop-order" in this stack; did you mean "shop-orders"?',
    ]);
  });

  test("leaves a disabled alert out", () => {
    const text = JSON.stringify(planOf({ alerting: { disabledAlerts: ["NodeClockSkewed"] } }).ruleFiles);
    expect(text).not.toContain("NodeClockSkewed");
    expect(text).toContain("NodeClockNotSynchronised");
  });

  test("leaves an alert that is named with its system out", () => {
    const plan = planOf({ alerting: { disabledAlerts: ["platform/NodeClockSkewed"] } });
    expect(JSON.stringify(plan.ruleFiles)).not.toContain("NodeClockSkewed");
  });
});
