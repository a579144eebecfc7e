import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { loadFromFile } from "../../../config/from-file";
import { projectRoot } from "../../../config/root";
import { buildPlan } from "../../../systems";
import type { AlertRule, Plan } from "../../../systems/plan";
import { committedStackFiles } from "../../kit/stack-files";
import { dashboardsOf, panelsOf, planOf, WITH_PRODUCTS } from "./plans";

const root = projectRoot();
const STACKS = committedStackFiles();

/** Every alert, also of Loki's rules and of generated ones. None is let off: the Watchdog has a panel, too. */
function alerts({ ruleFiles, lokiRuleFiles }: Plan): readonly AlertRule[] {
  return [...ruleFiles, ...lokiRuleFiles]
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap((rule) => ("alert" in rule ? [rule] : []));
}

/** Alerts whose `dashboard_url` is missing, or leads to no panel of this stack, with what it says. */
function lost(plan: Plan): readonly string[] {
  const panels = new Map(dashboardsOf(plan).map((one) => [one.uid, panelsOf(one).map(({ id }) => id)]));
  return alerts(plan).flatMap(({ alert, annotations }) => {
    const url = annotations?.dashboard_url;
    const [, uid = "", id] = /\/d\/([\w-]+)\?viewPanel=(\d+)$/.exec(url ?? "") ?? [];
    return panels.get(uid)?.includes(Number(id)) === true ? [] : [`${alert}: ${url ?? "no dashboard_url"}`];
  });
}

describe("every alert leads to a panel that exists", () => {
  test("of the project's three stacks and of the examples", () => {
    expect(STACKS.length).toBeGreaterThan(8);
    expect(STACKS).toEqual(expect.arrayContaining(["dev", "staging", "production"].map(fileOf)));
  });

  test.each(STACKS)("%s", (file) => {
    const plan = buildPlan(loadFromFile(join(root, file)).settings);
    expect(alerts(plan).length).toBeGreaterThan(20);
    expect(lost(plan)).toEqual([]);
  });

  test("with every product, and with what no committed stack has", () => {
    const plan = planOf({
      ...WITH_PRODUCTS,
      platform: "kubeadm",
      prometheus: { remoteWrite: [{ name: "far", url: "https://metrics.example.org/api/v1/write" }] },
      alertmanager: { replicas: 3 },
      logs: { collector: "alloy" },
      databases: [{ type: "mongodb", name: "orders", address: "10.0.0.5:27017" }],
    });
    expect(alerts(plan).map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(["MongodbDown", "AlertmanagerClusterSplit", "PrometheusRemoteWriteFailing"]),
    );
    expect(lost(plan)).toEqual([]);
  });

  test("an alert without the annotation is found, and one whose panel is gone", () => {
    const plan = planOf();
    const [file] = plan.ruleFiles;
    if (file === undefined) throw new Error("no rule file");
    const rule = (alert: string, annotations: Readonly<Record<string, string>>) => ({
      alert,
      expr: "up == 0",
      labels: { severity: "warning" as const },
      annotations,
    });
    const rules = [
      rule("Bare", {}),
      rule("Gone", { dashboard_url: "http://grafana/d/vigie-stack?viewPanel=1" }),
      rule("Whole", { dashboard_url: "http://grafana/d/vigie-stack" }),
    ];
    expect(lost({ ...plan, ruleFiles: [{ ...file, groups: [{ name: "g", rules }] }] })).toEqual([
      "Bare: no dashboard_url",
      "Gone: http://grafana/d/vigie-stack?viewPanel=1",
      "Whole: http://grafana/d/vigie-stack",
    ]);
  });
});

function fileOf(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}
