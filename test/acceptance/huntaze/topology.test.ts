import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ScrapeConfig } from "../../../components/prometheus/model";
import { stackFile } from "../../../config/schema";
import { buildPlan } from "../../../systems";
import { prometheusConfig } from "../../../components/prometheus/config";
import type { RenderedStack } from "../../kit";
import { example } from "./stack";

const stacks = {} as Record<"dev" | "production", RenderedStack>;

beforeAll(async () => {
  for (const name of ["dev", "production"] as const) stacks[name] = await example(name);
});

function api(stack: RenderedStack): ScrapeConfig {
  const { scrape_configs: jobs } = stack.file("prometheus-config", "prometheus.yml") as {
    scrape_configs: readonly ScrapeConfig[];
  };
  const found = jobs.find(({ job_name: name }) => name === "huntaze-api");
  if (found === undefined) throw new Error("no job huntaze-api");
  return found;
}

describe("the components", () => {
  test.each([
    ["HUN-02, HUN-Q4: Grafana", "Deployment/grafana", 3000],
    ["HUN-03: Prometheus", "StatefulSet/prometheus", 9090],
    ["HUN-04: Alertmanager", "StatefulSet/alertmanager", 9093],
    ["HUN-05, HUN-11, HUN-21: Node Exporter", "DaemonSet/node-exporter", 9100],
  ])("%s, at its port", (_line, workload, port) => {
    const text = JSON.stringify(stacks.production.at(workload, "spec.template.spec.containers.0.ports"));

    expect(text).toContain(`"containerPort":${port}`);
  });

  test("HUN-01, HUN-22, HUN-31: and nothing that is not described: no logs, no database exporter", () => {
    const workloads = ["Deployment", "StatefulSet", "DaemonSet"].flatMap((kind) =>
      stacks.production.kind(kind).map(({ metadata }) => metadata.name),
    );

    expect(workloads.sort()).toEqual([
      "alertmanager",
      "blackbox-exporter",
      "grafana",
      "kube-state-metrics",
      "node-exporter",
      "prometheus",
    ]);
  });

  test("HUN-07, HUN-30, HUN-53: Grafana has Prometheus as a data source and may reach it", () => {
    expect(stacks.production.text("grafana-config", "datasources.yaml")).toContain(
      "http://prometheus.monitoring.svc:9090",
    );
    expect(stacks.production.at("NetworkPolicy/prometheus", "spec.ingress")).toBeDefined();
  });

  test("HUN-08: local and production are two stack files", () => {
    expect(api(stacks.dev).static_configs?.[0]?.targets).toEqual(["host.docker.internal:3000"]);
    expect(JSON.stringify(api(stacks.production).kubernetes_sd_configs)).toContain("huntaze-api");
  });
});

describe("the API", () => {
  test("HUN-06, HUN-10: is asked at port 3000 for /api/metrics", () => {
    expect(api(stacks.production).metrics_path).toBe("/api/metrics");
    expect(JSON.stringify(api(stacks.production).relabel_configs)).toContain('"regex":"3000"');
  });

  test("HUN-20, HUN-Q2: names and units of the SLIs are the stack file's, whatever they are", () => {
    const { scrape_configs: jobs } = prometheusConfig(
      buildPlan(
        stackFile.parse({
          environment: "staging",
          platform: "k3s",
          cluster: { name: "c" },
          systems: { huntaze: { slis: { latency: { name: "API latency (p95)", unit: "seconds" } } } },
        }),
      ),
    );
    const { metric_relabel_configs: rules = [] } =
      jobs.find(({ job_name: name }) => name === "huntaze-api") ?? {};

    expect(rules).toContainEqual({
      source_labels: ["name"],
      regex: "API latency \\(p95\\)",
      target_label: "unit",
      replacement: "seconds",
    });
    expect(rules).toHaveLength(8);
  });

  test("HUN-20: a unit that does not exist is refused", () => {
    const slis = { latency: { unit: "hours" } };
    const base = { environment: "staging", platform: "k3s", cluster: { name: "c" } };

    expect(stackFile.safeParse({ ...base, systems: { huntaze: { slis } } }).success).toBe(false);
  });
});

describe("access and persistence", () => {
  test("HUN-35, HUN-38: nothing is public in either, and there is no tunnel", () => {
    for (const stack of Object.values(stacks)) {
      const kinds = stack.objects.map(({ kind }) => kind);

      expect(kinds.filter((kind) => kind === "Ingress" || kind === "IngressRoute")).toEqual([]);
      expect(stack.resources.filter(({ type }) => type.startsWith("cloudflare:"))).toEqual([]);
    }
  });

  test("HUN-36, HUN-43, HUN-45: Grafana's user is admin, its password generated, never admin123", () => {
    const { resources } = stacks.production;
    const [password] = resources.filter(({ name }) => name === "grafana-admin-password");

    expect(password?.type).toBe("random:index/randomPassword:RandomPassword");
    expect(stacks.production.text("grafana-config", "grafana.ini")).toContain("admin_user = admin\n");
    expect(JSON.stringify(resources)).not.toContain("admin123");
  });

  test("HUN-37, HUN-44, HUN-64: default deny, and a policy for each workload", () => {
    const names = stacks.production.kind("NetworkPolicy").map(({ metadata }) => metadata.name);

    for (const app of ["prometheus", "grafana", "alertmanager"]) expect(names).toContain(app);
    expect(names.some((name) => name.includes("default"))).toBe(true);
  });

  test("HUN-39, HUN-41, HUN-65: volumes of their own, protected, metrics for 30 days", () => {
    const claims = stacks.production.kind("PersistentVolumeClaim").map(({ metadata }) => metadata.name);

    expect(claims.length).toBeGreaterThanOrEqual(2);
    expect(
      JSON.stringify(stacks.production.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args")),
    ).toContain("--storage.tsdb.retention.time=30d");
  });
});
