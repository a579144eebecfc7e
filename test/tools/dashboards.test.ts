import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadFromFile } from "../../config/from-file";
import { projectRoot } from "../../config/root";
import { buildPlan } from "../../systems";
import type { Dashboard } from "../../systems/plan";
import { committedStackFiles } from "../kit/stack-files";
import { planOf, WITH_PRODUCTS } from "../unit/systems/plans";
import { lintDashboards } from "./run";

const root = projectRoot();
const STACKS = committedStackFiles();

const folder = mkdtempSync(join(tmpdir(), "vigie-dashboards-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function written(name: string, dashboards: readonly Pick<Dashboard, "uid" | "json">[]): string[] {
  const into = join(folder, name);
  mkdirSync(into, { recursive: true });
  return dashboards.map(({ uid, json }) => {
    const path = join(into, `${uid}.json`);
    writeFileSync(path, json);
    return path;
  });
}

describe("every dashboard passes every rule of Grafana's dashboard-linter", () => {
  const linted = { dashboards: 0, findings: 0, rules: 0 };

  test.each(["with every product", ...STACKS])("%s", async (name) => {
    const plan = STACKS.includes(name)
      ? buildPlan(loadFromFile(join(root, name)).settings)
      : planOf({ ...WITH_PRODUCTS, apps: { shop: { dashboards: ["examples/shop/dashboard.json"] } } });
    const report = await lintDashboards(written(name.replaceAll("/", "-"), plan.dashboards));

    linted.dashboards += report.dashboards;
    linted.findings += report.findings.length;
    linted.rules = report.rules.length;
    expect(report.findings).toEqual([]);
    expect(report.dashboards).toBe(plan.dashboards.length);
  });

  afterAll(() => {
    const { dashboards, findings, rules } = linted;
    process.stdout.write(
      `dashboards: ${dashboards} linted by ${rules} rules, nothing excluded, ${findings} findings\n`,
    );
  });
});

describe("uids and titles", () => {
  test.each(STACKS)("are unique in %s", (name) => {
    const { dashboards } = buildPlan(loadFromFile(join(root, name)).settings);
    const twice = (all: readonly string[]) => all.filter((one, index) => all.indexOf(one) !== index);

    expect(twice(dashboards.map(({ uid }) => uid))).toEqual([]);
    expect(twice(dashboards.map(({ title }) => title))).toEqual([]);
  });
});

interface Variable {
  name: string;
  type: string;
  multi?: boolean;
  refresh?: number;
  query?: unknown;
}
interface Panel {
  type: string;
  description: string;
  datasource: { uid: string };
  fieldConfig: { defaults: { unit: string } };
  targets?: { expr: string }[];
}
interface Model {
  editable: boolean;
  panels: Panel[];
  templating: { list: Variable[] };
}

const METRICS = "infrastructure-main";
const LOGS = "vigie-logs";

function variable({ templating }: Model, name: string): Variable {
  const found = templating.list.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

function panel({ panels }: Model): Panel {
  const [found] = panels;
  if (found === undefined) throw new Error("no panel");
  return found;
}

/** Each query of the first panel, changed. */
function asking(change: (expr: string) => string): (model: Model) => void {
  return (model) => {
    for (const target of panel(model).targets ?? []) target.expr = change(target.expr);
  };
}

/** For each rule what breaks it, and which others see the same mistake. */
const BREACHES: readonly (readonly [string, string, (model: Model) => void, string[]?])[] = [
  [
    "template-datasource-rule",
    METRICS,
    (model) => {
      variable(model, "prometheus_datasource").name = "source";
    },
    ["panel-datasource-rule"],
  ],
  [
    "template-job-rule",
    METRICS,
    (model) => {
      model.templating.list = model.templating.list.filter(({ name }) => name !== "job");
    },
  ],
  [
    "template-instance-rule",
    METRICS,
    (model) => {
      variable(model, "instance").multi = false;
    },
  ],
  [
    "template-label-promql-rule",
    METRICS,
    (model) => {
      variable(model, "job").query = { query: "values_of_label(up, job)", refId: "job" };
    },
  ],
  [
    "template-on-time-change-reload-rule",
    METRICS,
    (model) => {
      variable(model, "job").refresh = 1;
    },
  ],
  [
    "panel-datasource-rule",
    METRICS,
    (model) => {
      panel(model).datasource.uid = "prometheus";
    },
  ],
  [
    "panel-title-description-rule",
    METRICS,
    (model) => {
      panel(model).description = "";
    },
  ],
  [
    "panel-units-rule",
    METRICS,
    (model) => {
      panel(model).fieldConfig.defaults.unit = "cores";
    },
  ],
  [
    "panel-no-targets-rule",
    METRICS,
    (model) => {
      delete panel(model).targets;
    },
  ],
  ["target-logql-rule", LOGS, asking((expr) => expr.replace("}", "")), ["target-logql-auto-rule"]],
  ["target-logql-auto-rule", LOGS, asking((expr) => expr.replace("$__auto", "5m"))],
  ["target-promql-rule", METRICS, asking((expr) => `sum(${expr}`)],
  ["target-rate-interval-rule", METRICS, asking((expr) => expr.replace("$__rate_interval", "5m"))],
  ["target-job-rule", METRICS, asking((expr) => expr.replace('job=~"$job"', 'job=~".+"'))],
  ["target-instance-rule", METRICS, asking((expr) => expr.replace(', instance=~"$instance"', ""))],
  [
    "target-counter-agg-rule",
    METRICS,
    asking(() => "node_context_switches_total"),
    ["target-job-rule", "target-instance-rule"],
  ],
  [
    "uneditable-dashboard",
    METRICS,
    (model) => {
      model.editable = true;
    },
  ],
];

describe("the linter itself", () => {
  let plan: readonly Dashboard[];
  beforeAll(() => {
    plan = planOf(WITH_PRODUCTS).dashboards;
  });

  test.each(BREACHES)("finds what breaks %s", async (rule, uid, breach, also = []) => {
    const model = JSON.parse(plan.find((one) => one.uid === uid)?.json ?? "null") as Model;
    breach(model);
    const report = await lintDashboards(written(rule, [{ uid, json: JSON.stringify(model) }]));

    expect([...new Set(report.findings.map((finding) => finding.rule))].sort()).toEqual(
      [rule, ...also].sort(),
    );
    expect(report.findings.every(({ file }) => file === `${uid}.json`)).toBe(true);
  });

  test("has the rules that are broken here, and no other", async () => {
    const { rules } = await lintDashboards(written("rules", plan.slice(0, 1)));

    expect([...rules].sort()).toEqual(BREACHES.map(([rule]) => rule).sort());
  });

  test("refuses a file that it cannot read, and one of the v2 schema, instead of finding nothing", async () => {
    const v2 = JSON.stringify({ apiVersion: "dashboard.grafana.app/v2beta1", kind: "Dashboard", spec: {} });

    await expect(lintDashboards([join(folder, "nowhere.json")])).rejects.toThrow("no such file");
    await expect(lintDashboards(written("v2", [{ uid: "v2", json: v2 }]))).rejects.toThrow("v2 schema");
  });
});
