import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { toYaml } from "../../../base/serialise";
import { checkRules } from "../../../cli/check/rules";
import { syntaxCheck } from "../../../cli/check/query";
import { linkedQuery } from "../../../systems/load/logs-link";
import type { AlertRule, Plan } from "../../../systems/plan";
import { withFiles } from "../../kit/files";
import { promtoolTestRules } from "../../tools/run";
import { planOf } from "./plans";

const PLAN = planOf();

function alerts({ ruleFiles }: Plan): readonly AlertRule[] {
  return ruleFiles
    .filter(({ system }) => system === "platform")
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules))
    .flatMap((rule) => ("alert" in rule ? [rule] : []));
}

function alert(name: string, plan = PLAN): AlertRule {
  const found = alerts(plan).find((one) => one.alert === name);
  if (found === undefined) throw new Error(`no alert ${name}`);
  return found;
}

/** What Explore shows behind a link that Prometheus has filled in. */
function shown(url: string): string | undefined {
  const panes = JSON.parse(new URL(url).searchParams.get("panes") ?? "") as {
    readonly logs: { readonly queries: readonly { readonly expr: string }[] };
  };
  return panes.logs.queries[0]?.expr;
}

describe("the link from an alert of the platform to lines", () => {
  test("is on all but those about what writes no lines into Loki", () => {
    const without = alerts(PLAN).filter(({ annotations }) => annotations?.logs_url === undefined);
    expect(without.map((one) => one.alert)).toEqual([
      // Everything and nothing.
      "Watchdog",
      // A job is no pod.
      "JobVanished",
      "ProbeFailed",
      "ProbeCertificateExpiresSoon",
      // No line comes in while it is down.
      "LokiDown",
      // Programs of the node: their lines are in the journal.
      "KubeletDown",
      "KubeApiDown",
      "KubeApiErrors",
    ]);
  });

  test.each([
    ["PrometheusStorageFailing", '{namespace="monitoring", app="prometheus"}'],
    ["LogCollectorDropsLines", '{namespace="monitoring-agents", app="x"}'],
    ["NodeMemoryHigh", '{job="host", node="x"}'],
    ["KubePodCrashLooping", '{namespace="x", container="x"} | pod="x"'],
    ["KubeDeploymentReplicasMissing", '{namespace="x"} | pod=~"x-.+"'],
  ])("%s: %s", (name, query) => {
    expect(linkedQuery(alert(name))).toBe(query);
  });

  test("is valid LogQL behind every alert", async () => {
    const syntax = await syntaxCheck();
    const broken = alerts(PLAN).flatMap((one) => {
      const query = linkedQuery(one);
      return query === undefined ? [] : (syntax("logql", query) ?? []);
    });
    expect(broken).toEqual([]);
  });

  test("is not there where such lines are not collected", () => {
    const links = (logs: object, name: string) =>
      alert(name, planOf({ logs: { ...logs } })).annotations?.logs_url !== undefined;
    expect(links({}, "GrafanaDown")).toBe(true);
    expect(links({ pods: { enabled: false } }, "GrafanaDown")).toBe(false);
    expect(links({ pods: { excludeNamespaces: ["monitoring"] } }, "GrafanaDown")).toBe(false);
    expect(links({ pods: { excludeNamespaces: ["monitoring"] } }, "KubePodCrashLooping")).toBe(true);
    expect(links({ host: false }, "NodeMemoryHigh")).toBe(false);
    expect(links({ host: false }, "GrafanaDown")).toBe(true);
    const off = planOf({ loki: { enabled: false }, logs: { collector: "none" } });
    expect(alerts(off).filter(({ annotations }) => annotations?.logs_url !== undefined)).toEqual([]);
    expect(JSON.stringify(alerts(off))).not.toContain('"logs":');
  });

  test("that somebody writes wrongly is found by the check", async () => {
    const rule: AlertRule = {
      ...alert("GrafanaDown"),
      annotations: { summary: "A.", logs_url: alert("GrafanaDown").annotations?.logs_url ?? "" },
    };
    const broken = rule.annotations?.logs_url?.replace(encodeURIComponent('\\"}'), encodeURIComponent('\\"'));
    const file = (logsUrl = "") => ({
      system: "shop",
      fileName: "shop-a.yaml",
      source: "a.yaml",
      groups: [{ name: "g", rules: [{ ...rule, annotations: { ...rule.annotations, logs_url: logsUrl } }] }],
    });
    const findings = async (logsUrl: string | undefined) =>
      checkRules({ ...PLAN, ruleFiles: [file(logsUrl)], lokiRuleFiles: [] }, await syntaxCheck());
    expect(await findings(rule.annotations?.logs_url)).toEqual([]);
    expect(await findings(broken)).toEqual([
      {
        area: "rules",
        where: "a.yaml: g: GrafanaDown",
        reason: "annotation logs ends too early",
        fix: "write valid logql",
      },
    ]);
  });
});

/** Fires an installed alert in promtool, and says what promtool has against the expectation. */
async function fired(name: string, series: string, labels: object, expected: string): Promise<string> {
  const rule = { ...alert(name), annotations: { logs_url: alert(name).annotations?.logs_url ?? "" } };
  const [selector = "", values = ""] = series.split(" = ");
  const files = {
    "a.yaml": toYaml({ groups: [{ name: "g", rules: [rule] }] }),
    "a.test.yaml": toYaml({
      rule_files: ["a.yaml"],
      evaluation_interval: "1m",
      tests: [
        {
          interval: "1m",
          input_series: [{ series: selector, values }],
          alert_rule_test: [
            {
              eval_time: "50m",
              alertname: name,
              exp_alerts: [
                {
                  exp_labels: { ...labels, severity: rule.labels?.severity, system: "platform" },
                  exp_annotations: { logs_url: expected },
                },
              ],
            },
          ],
        },
      ],
    }),
  };
  return withFiles(files, async (folder) => {
    const { ok, output } = await promtoolTestRules([join(folder, "a.test.yaml")]);
    return ok ? "" : output;
  });
}

describe("a firing alert of the platform, as it is installed", () => {
  const explore = (query: string) => {
    const pane = {
      datasource: "loki",
      queries: [{ refId: "A", datasource: { type: "loki", uid: "loki" }, expr: query }],
      range: { from: "now-1h", to: "now" },
    };
    const panes = encodeURIComponent(JSON.stringify({ logs: pane }));
    return `http://grafana.monitoring.svc:3000/explore?schemaVersion=1&orgId=1&panes=${panes}`;
  };

  test("leads to the container's lines", async () => {
    const url = explore('{namespace="shop", container="app"} | pod="web-1"');
    expect(shown(url)).toBe('{namespace="shop", container="app"} | pod="web-1"');
    const labels = { namespace: "shop", pod: "web-1", container: "app" };
    const series =
      'kube_pod_container_status_waiting_reason{namespace="shop", pod="web-1", container="app", reason="CrashLoopBackOff"} = 1x60';
    expect(await fired("KubePodCrashLooping", series, labels, url)).toBe("");
  });

  test("leads to the node's lines", async () => {
    const url = explore('{job="host", node="n1.example.org"}');
    expect(shown(url)).toBe('{job="host", node="n1.example.org"}');
    const series =
      'kube_node_status_condition{node="n1.example.org", condition="Ready", status="true"} = 0x60';
    expect(await fired("KubeNodeNotReady", series, { node: "n1.example.org" }, url)).toBe("");
  });

  test("leads nowhere where its target is no pod", async () => {
    const labels = { job: "kubelet", instance: "n1:10250" };
    const series = 'up{job="kubelet", system="platform", instance="n1:10250"} = 0x60';
    expect(await fired("TargetDown", series, labels, "")).toBe("");
  });
});
