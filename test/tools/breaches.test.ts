import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { renderedTools, withBreach, type RenderedTools } from "./rendered";

/** Rules of a product for Loki's ruler; no committed stack has any. */
const LOKI_RULES = {
  system: "shop",
  fileName: "shop.yaml",
  source: "shop.yaml",
  groups: [
    {
      name: "logs",
      rules: [{ alert: "Errors", expr: 'sum(count_over_time({job="shop"} |= "error" [5m])) > 10' }],
    },
  ],
};

let production: RenderedTools;
let staging: RenderedTools;
beforeAll(async () => {
  production = await renderedTools("production", { lokiRuleFiles: [LOKI_RULES] });
  staging = await renderedTools("staging");
});
afterAll(() => {
  production.remove();
  staging.remove();
});

interface Breach {
  readonly step: string;
  readonly what: string;
  readonly file: () => string;
  readonly right: string;
  readonly wrong: string;
  /** Part of the complaint. */
  readonly says: string;
  readonly stack?: () => RenderedTools;
}

const POSTGRES = "patch-deployment-gauzian-v2-postgres-";

const BREACHES: readonly Breach[] = [
  {
    step: "promtool of prometheus.yml",
    what: "a misspelt key",
    file: () => production.config("prometheus.yml"),
    right: "scrape_timeout:",
    wrong: "scrape_time_out:",
    says: "scrape_time_out",
  },
  {
    step: "promtool of rules",
    what: "a query that does not parse",
    file: () => ruleFile("platform-targets.yaml"),
    right: "== 0",
    wrong: "== sum(0",
    says: "its query does not parse",
  },
  {
    step: "amtool of alertmanager.yml",
    what: "a receiver written twice",
    file: () => production.config("alertmanager.yml"),
    right: "- name: none",
    wrong: "- name: none\n  - name: none",
    says: "not unique",
  },
  {
    step: "loki of loki.yaml",
    what: "an unknown key",
    file: () => production.config("loki.yaml"),
    right: "auth_enabled:",
    wrong: "auth_on: true\nauth_enabled:",
    says: "auth_on",
  },
  {
    step: "dashboard-linter of dashboards",
    what: "a rate over a fixed window",
    file: () => dashboardFile("gauzian-overview"),
    right: "$__rate_interval",
    wrong: "2m",
    says: "target-rate-interval-rule: Dashboard 'Gauzian - Overview', panel",
  },
  {
    step: "lokitool of rules",
    what: "a filter without quotes",
    file: () => production.files.lokiRules[0] ?? "",
    right: '"error"',
    wrong: "error",
    says: "Errors",
  },
  {
    step: "promtail of promtail.yaml",
    what: "an unknown key",
    file: () => production.config("promtail.yaml"),
    right: "job_name:",
    wrong: "jobname:",
    says: "jobname",
  },
  {
    step: "alloy-syntax of config.alloy",
    what: "a colon in place of an equals sign",
    file: () => staging.config("config.alloy"),
    right: " = ",
    wrong: " : ",
    says: "line 2: illegal character",
    stack: () => staging,
  },
  {
    step: "kubeconform of objects",
    what: "an unknown field",
    file: () => production.object("deployment-monitoring-grafana.yaml"),
    right: "  replicas:",
    wrong: "  replica: 1\n  replicas:",
    says: "replica",
  },
  {
    step: "kubeconform of patches",
    what: "an unknown field in an exporter beside a database",
    file: () => production.patch(POSTGRES),
    right: "image:",
    wrong: "imagee: x\n          image:",
    says: "imagee",
  },
  {
    step: "pss of objects",
    what: "a folder of the node in a restricted pod",
    file: () => production.object("deployment-monitoring-grafana.yaml"),
    right: "persistentVolumeClaim:\n            claimName: grafana",
    wrong: "hostPath:\n            path: /var/lib/grafana",
    says: "hostPath",
  },
  {
    step: "pss of patches",
    what: "an exporter beside a database that relies on its pod's user",
    file: () => production.patch(POSTGRES),
    right: "runAsNonRoot: true",
    wrong: "runAsNonRoot: false",
    says: "runAsNonRoot",
  },
  {
    step: "kube-score of objects",
    what: "a container without a memory limit",
    file: () => production.object("statefulset-monitoring-loki.yaml"),
    right: "              memory: ",
    wrong: "              nvidia.com/gpu: ",
    says: "critical: container-resources",
  },
  {
    step: "kube-score of patches",
    what: "a writable root in an exporter beside a database",
    file: () => production.patch(POSTGRES),
    right: "readOnlyRootFilesystem: true",
    wrong: "readOnlyRootFilesystem: false",
    says: "critical: container-security-context-readonlyrootfilesystem",
  },
];

function ruleFile(name: string): string {
  return production.files.rules.find((path) => path.endsWith(`/${name}`)) ?? "";
}

function dashboardFile(uid: string): string {
  return production.files.dashboards.find((path) => path.endsWith(`/${uid}.json`)) ?? "";
}

test.each(BREACHES)("$step tells $what, and nothing without it", async ({ stack, step, ...breach }) => {
  const rendered = stack?.() ?? production;
  const complaints = await withBreach(breach.file(), breach.right, breach.wrong, () => rendered.says(step));

  const told = complaints.map(({ reason }) => reason);
  expect(told.join("\n")).toContain(breach.says);
  expect(told.filter((reason) => /\n|\/tmp\/|\.cache/.test(reason))).toEqual([]);
  expect(await rendered.says(step)).toEqual([]);
});

test("each kind of step has its breach", () => {
  const steps = [...new Set([...production.names(), ...staging.names()])].sort();
  expect(BREACHES.map(({ step }) => step).sort()).toEqual(steps);
});
