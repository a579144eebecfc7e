import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fixtures from "./fixtures";
import * as tools from "./run";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vigie-run-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function broken(text: string, right: string, wrong: string): string {
  expect(text).toContain(right);
  return text.replace(right, wrong);
}

describe("promtool", () => {
  test("accepts a right configuration with its rules and refuses an unknown field or rule file", async () => {
    const rules = file("rules.yml", fixtures.rules);
    const config = file("prometheus.yml", fixtures.prometheusConfig);
    expect(await tools.promtoolCheckConfig(config)).toMatchObject({ ok: true });
    rmSync(rules);
    expect(await tools.promtoolCheckConfig(config)).toMatchObject({ ok: false });
    expect(await tools.promtoolCheckConfig(config, { syntaxOnly: true })).toMatchObject({ ok: true });
    file("prometheus.yml", broken(fixtures.prometheusConfig, "scrape_interval", "scrape_intervall"));
    const result = await tools.promtoolCheckConfig(config);
    expect(result).toMatchObject({ ok: false, output: expect.stringContaining("scrape_intervall") });
  });

  test("refuses a query that does not parse, a rule written twice, and no rules at all", async () => {
    expect(await tools.promtoolCheckRules([file("good.yml", fixtures.rules)])).toMatchObject({ ok: true });
    const unbalanced = file("bad.yml", broken(fixtures.rules, "up == 0", "sum(up"));
    expect(await tools.promtoolCheckRules([unbalanced])).toMatchObject({ ok: false });
    const rule = fixtures.rules.slice(fixtures.rules.indexOf("      - alert"));
    expect(await tools.promtoolCheckRules([file("twice.yml", fixtures.rules + rule)])).toMatchObject({
      ok: false,
    });
    expect(await tools.promtoolCheckRules([])).toMatchObject({ ok: false });
  });

  test("runs rule tests, and tells a wrong expectation", async () => {
    file("rules.yml", fixtures.rules);
    expect(await tools.promtoolTestRules([file("good.yml", fixtures.ruleTests)])).toMatchObject({ ok: true });
    const early = file("early.yml", broken(fixtures.ruleTests, "eval_time: 5m", "eval_time: 4m"));
    const result = await tools.promtoolTestRules([early]);
    expect(result).toMatchObject({ ok: false, output: expect.stringContaining("TargetDown") });
  });
});

describe("amtool", () => {
  test("accepts a right configuration and refuses a receiver that does not exist", async () => {
    expect(await tools.amtoolCheckConfig(file("good.yml", fixtures.alertmanagerConfig))).toMatchObject({
      ok: true,
    });
    const bad = file("bad.yml", broken(fixtures.alertmanagerConfig, "receiver: mail", "receiver: post"));
    expect(await tools.amtoolCheckConfig(bad)).toMatchObject({
      ok: false,
      output: expect.stringContaining("post"),
    });
  });

  test("says whom an alert reaches", async () => {
    const config = file("alertmanager.yml", fixtures.alertmanagerConfig);
    const critical = { severity: "critical", alertname: 'Disk "sda" is full, at last' };
    expect(await tools.amtoolRouteTest(config, critical, ["mail", "pager"])).toMatchObject({
      ok: true,
      receivers: ["pager", "mail"],
    });
    expect(await tools.amtoolRouteTest(config, critical, ["pager"])).toEqual({
      ok: false,
      output: "expected pager; reached pager, mail",
      receivers: ["pager", "mail"],
    });
    expect(await tools.amtoolRouteTest(config, { severity: "info" }, ["team"])).toMatchObject({ ok: true });
    file("alertmanager.yml", "route: {}\n");
    expect(await tools.amtoolRouteTest(config, critical, ["team"])).toMatchObject({
      ok: false,
      receivers: [],
    });
  });
});

describe("the log programs", () => {
  test("loki accepts a right configuration and refuses an unknown field", async () => {
    expect(await tools.lokiVerifyConfig(file("good.yaml", fixtures.lokiConfig))).toMatchObject({ ok: true });
    const bad = file("bad.yaml", broken(fixtures.lokiConfig, "replication_factor", "replication_faktor"));
    expect(await tools.lokiVerifyConfig(bad)).toMatchObject({
      ok: false,
      output: expect.stringContaining("replication_faktor"),
    });
  });

  test("loki's parser accepts a right rule and refuses a filter without quotes, and no rules at all", async () => {
    expect(await tools.lokiCheckRules([file("good.yaml", fixtures.lokiRules)])).toMatchObject({ ok: true });
    const bad = file("bad.yaml", broken(fixtures.lokiRules, '"error"', "error"));
    expect(await tools.lokiCheckRules([bad])).toMatchObject({
      ok: false,
      output: expect.stringContaining("ErrorsInLogs"),
    });
    expect(await tools.lokiCheckRules([])).toMatchObject({ ok: false });
  });

  test("promtail accepts a right configuration and refuses an unknown field", async () => {
    expect(await tools.promtailCheckSyntax(file("good.yaml", fixtures.promtailConfig))).toMatchObject({
      ok: true,
    });
    const bad = file("bad.yaml", broken(fixtures.promtailConfig, "job_name", "jobname"));
    expect(await tools.promtailCheckSyntax(bad)).toMatchObject({
      ok: false,
      output: expect.stringContaining("jobname"),
    });
  });

  test("alloy's parser accepts a right configuration and shows where another is wrong", async () => {
    expect(await tools.alloySyntax(file("good.alloy", fixtures.alloyConfig))).toEqual({
      ok: true,
      output: "",
    });
    const bad = file("bad.alloy", broken(fixtures.alloyConfig, "url =", "url :"));
    expect(await tools.alloySyntax(bad)).toMatchObject({
      ok: false,
      output: expect.stringContaining("bad.alloy:2:"),
    });
    expect(await tools.alloySyntax(join(folder, "none.alloy"))).toMatchObject({ ok: false });
  });
});

describe("kubeconform", () => {
  const good = [fixtures.deployment, fixtures.statefulSet, fixtures.middleware, fixtures.networkPolicy];

  test.each(["1.34.3", "1.36.1"] as const)("accepts what Kubernetes %s accepts", async (version) => {
    good.forEach((text, index) => file(`objects/${index}.yaml`, text));
    expect(await tools.kubeconform(join(folder, "objects"), version)).toEqual({
      ok: true,
      output: "",
      valid: 4,
    });
  });

  test.each([
    ["an unknown field", fixtures.deployment, "replicas: 2", "replica: 2"],
    ["an unknown field of the metadata", fixtures.middleware, "name: breaker", "name: breaker, label: {}"],
    ["a wrong type", fixtures.deployment, "replicas: 2", 'replicas: "2"'],
    [
      "a required field left out",
      fixtures.deployment,
      "selector: { matchLabels: { app: web } }",
      "paused: false",
    ],
    ["a text as port", fixtures.deployment, "containerPort: 8080", 'containerPort: "8080"'],
    ["a boolean as quantity", fixtures.deployment, "cpu: 1", "cpu: true"],
    ["a number as label", fixtures.deployment, "labels: { app: web }", "labels: { app: 1 }"],
    ["an API that is gone", fixtures.deployment, "apps/v1", "apps/v1beta1"],
    ["an unknown field of a custom resource", fixtures.middleware, "expression", "expresion"],
    [
      "a value against a custom resource's pattern",
      fixtures.middleware,
      "checkPeriod: 10s",
      "checkPeriod: soon",
    ],
  ])("refuses %s", async (_, text, right, wrong) => {
    const result = await tools.kubeconform(file("bad.yaml", broken(text, right, wrong)));
    expect(result).toMatchObject({ ok: false, valid: 0 });
    expect(result.output).toContain("bad.yaml");
  });

  test("accepts a patch as a patch only, and still refuses its unknown fields", async () => {
    const containers = "containers: [{ name: exporter, image: example.org/exporter:1.0.0 }]";
    const patch = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { template: { spec: { ${containers} } } }\n`;
    const path = file("patch.yaml", patch);
    expect(await tools.kubeconformPatches(path)).toEqual({ ok: true, output: "", valid: 1 });
    expect(await tools.kubeconform(path)).toMatchObject({ ok: false });
    const bad = file("bad.yaml", broken(patch, "image:", "imagee:"));
    expect(await tools.kubeconformPatches(bad)).toMatchObject({ ok: false, valid: 0 });
  });

  test("does not take an empty folder for a proof", async () => {
    mkdirSync(join(folder, "empty"));
    expect(await tools.kubeconform(join(folder, "empty"))).toMatchObject({ ok: false, valid: 0 });
  });
});

describe("the Pod Security evaluator", () => {
  test("judges every kind of workload, with the reasons", async () => {
    file(
      "objects/a.yaml",
      `${fixtures.deployment}---\n${fixtures.networkPolicy}---\n${fixtures.statefulSet}`,
    );
    const pod = "spec: { hostNetwork: true, containers: [{ name: c, image: i }] }";
    file(
      "objects/b.yaml",
      `apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: job, namespace: shop }\nspec: { jobTemplate: { spec: { template: { ${pod} } } } }\n`,
    );
    const verdicts = await tools.podSecurity(join(folder, "objects"));
    expect(verdicts.map(({ kind, restricted, baseline }) => [kind, restricted, baseline])).toEqual([
      ["CronJob", false, false],
      ["Deployment", true, true],
      ["StatefulSet", false, true],
    ]);
    expect(verdicts[0]?.reasons.join("\n")).toContain("host namespaces");
    expect(verdicts[1]?.reasons).toEqual([]);
    expect(verdicts[2]).toMatchObject({ namespace: "shop", name: "store" });
  });

  test("says so when it cannot read its input", async () => {
    await expect(tools.podSecurity(file("bad.yaml", "kind: [\n"))).rejects.toThrow(/bad\.yaml/);
    await expect(tools.podSecurity(join(folder, "none.yaml"))).rejects.toThrow(/none\.yaml/);
  });
});

describe("kube-score", () => {
  test("finds what is missing from a workload, and no longer what is there", async () => {
    const path = file("objects/web.yaml", fixtures.deployment);
    const bare = await tools.kubeScore(path);
    expect(bare).toMatchObject({ ok: false, objects: 1 });
    const checks = bare.findings.map((finding) => finding.check);
    expect(checks).toEqual(expect.arrayContaining(["pod-networkpolicy", "container-resources"]));
    file("objects/policy.yaml", fixtures.networkPolicy.replace("[Ingress]", "[Ingress, Egress]"));
    const guarded = await tools.kubeScore(join(folder, "objects"));
    expect(guarded.objects).toBe(2);
    expect(guarded.findings.map((finding) => finding.check)).not.toContain("pod-networkpolicy");
    expect(guarded.passed).toBeGreaterThan(bare.passed);
  });

  test("does not take an empty folder for a good score", async () => {
    mkdirSync(join(folder, "empty"));
    expect(await tools.kubeScore(join(folder, "empty"))).toMatchObject({ ok: false, objects: 0 });
  });
});

describe("pint", () => {
  test("finds a mistake in a query that promtool accepts", async () => {
    expect(await tools.pintLint([file("good.yml", fixtures.rules)])).toMatchObject({ ok: true });
    const expr = 'sum by (instance) (up{job="a"}) / on (job) sum by (instance) (up)';
    const bad = file("bad.yml", broken(fixtures.rules, "up == 0", expr));
    expect(await tools.promtoolCheckRules([bad])).toMatchObject({ ok: true });
    expect(await tools.pintLint([bad])).toMatchObject({
      ok: false,
      output: expect.stringContaining("promql/impossible"),
    });
  });
});
