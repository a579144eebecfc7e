import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RenderedStack } from "../../kit";
import { example, exampleSettings } from "./stacks";

let dev: RenderedStack;
let production: RenderedStack;

beforeAll(async () => {
  dev = await example("dev");
  production = await example("production");
});

describe("today's stack", () => {
  test("CRM-01, CRM-02, CRM-03: Prometheus on 9090 and Grafana on 3000; no exporter, no log store", () => {
    const workloads = ["Deployment", "StatefulSet", "DaemonSet"].flatMap((kind) =>
      dev.kind(kind).map(({ metadata }) => metadata.name),
    );

    // Alertmanager is part of every stack; here it tells nobody.
    expect(workloads.sort()).toEqual(["alertmanager", "grafana", "prometheus"]);
    expect(dev.at("Service/monitoring/prometheus", "spec.ports.0.port")).toBe(9090);
    expect(dev.at("Service/monitoring/grafana", "spec.ports.0.port")).toBe(3000);
  });

  test("CRM-47, CRM-75, CRM-76: no exporter, no log collection and no channel", () => {
    const { settings } = exampleSettings("dev");

    expect(jobNames(dev).sort()).toEqual([
      "alertmanager",
      "annotated-pods",
      "annotated-services",
      "apiserver",
      "crm-api",
      "grafana",
      "kubelet",
      "prometheus",
    ]);
    expect(settings.loki.enabled).toBe(false);
    expect(settings.alerting).toMatchObject({ receivers: {}, routes: [] });
  });

  test("CRM-07: PostgreSQL and Redis are watched through the API alone", () => {
    expect(exampleSettings("dev").settings.systems.crm).not.toHaveProperty("postgres");
    expect(exampleSettings("dev").settings.systems.crm).not.toHaveProperty("redis");
  });

  test("CRM-13: one environment as it is today, and one by the rules for production", () => {
    expect(["dev", "production"].map((name) => exampleSettings(name as "dev").settings.environment)).toEqual([
      "development",
      "production",
    ]);
  });
});

describe("the API", () => {
  test("CRM-04, CRM-06, CRM-15, CRM-Q1: service api, port 8000, /api/v1/metrics, every 10 s", () => {
    for (const stack of [dev, production]) {
      expect(job(stack, "crm-api")).toMatchObject({
        metrics_path: "/api/v1/metrics",
        scrape_interval: "10s",
        scrape_timeout: "10s",
        kubernetes_sd_configs: [
          {
            namespaces: { names: ["crm"] },
            selectors: [{ label: "kubernetes.io/service-name=api" }],
          },
        ],
        relabel_configs: expect.arrayContaining([expect.objectContaining({ action: "keep", regex: "8000" })]),
      });
    }
  });

  test("CRM-17: the stack's own parts are targets too, rules are evaluated every 15 s", () => {
    expect(jobNames(dev)).toEqual(expect.arrayContaining(["prometheus", "grafana"]));
    expect(prometheus(dev).global.evaluation_interval).toBe("15s");
  });

  test("CRM-18, CRM-46: whatever the API adds at that path is kept: nothing is filtered", () => {
    expect(job(dev, "crm-api")).not.toHaveProperty("metric_relabel_configs");
  });

  test("CRM-91: in production the endpoint may ask for a token, which Prometheus reads from a file", () => {
    expect(job(production, "crm-api")).toMatchObject({
      authorization: { type: "Bearer", credentials_file: "/etc/prometheus/secrets/scrape-crm-api" },
    });
    expect(job(dev, "crm-api")).not.toHaveProperty("authorization");
  });
});

describe("configuration", () => {
  test("CRM-05, CRM-74: Grafana asks Prometheus at its service on 9090", () => {
    expect(dev.file("grafana-config", "datasources.yaml")).toMatchObject({
      datasources: expect.arrayContaining([
        expect.objectContaining({ type: "prometheus", url: "http://prometheus.monitoring.svc:9090" }),
      ]),
    });
  });

  test("CRM-08, CRM-09, CRM-78, CRM-Q8: user admin; the password is generated, neither admin nor the placeholder", () => {
    expect(dev.text("grafana-config", "grafana.ini")).toContain("admin_user = admin");
    expect(
      dev.resources.filter(({ type }) => type === "random:index/randomPassword:RandomPassword").length,
    ).toBeGreaterThan(0);
    expect(JSON.stringify(dev.resources)).not.toContain("super_secret_password_change_me");
  });

  test("CRM-10, CRM-Q7: the root URL follows from the host and the path", () => {
    expect(production.text("grafana-config", "grafana.ini")).toContain(
      "root_url = https://monitoring.crm-tpm-finance.internal/grafana/",
    );
    expect(dev.text("grafana-config", "grafana.ini")).toContain(
      "root_url = http://grafana.monitoring.svc:3000/",
    );
  });

  test("CRM-11, CRM-12: prometheus.yml and the alert rules are files of the stack", () => {
    expect(dev.text("prometheus-config", "prometheus.yml")).toContain("scrape_configs");
    expect(dev.text("prometheus-rules", "crm-tpm-finance-crm-tpm-finance.yaml")).toContain("HighCPUUsage");
  });

  test("CRM-14: every container names its version and has requests and limits", () => {
    const pods = [...production.kind("Deployment"), ...production.kind("StatefulSet")];
    const containers = pods.flatMap(({ spec }) => (spec as Workload).template.spec.containers);

    expect(containers.length).toBeGreaterThan(5);
    for (const { image, resources } of containers) {
      expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
      expect(Object.keys(resources)).toEqual(expect.arrayContaining(["limits", "requests"]));
    }
  });

  test.each(["dev", "production"] as const)("CRM-85, CRM-86: %s: 30 days, and a volume each", (name) => {
    const stack = name === "dev" ? dev : production;
    const claims = stack.kind("PersistentVolumeClaim").map(({ metadata }) => metadata.name);

    expect(claims).toEqual(expect.arrayContaining(["prometheus", "grafana"]));
    expect(stack.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args")).toContain(
      "--storage.tsdb.retention.time=30d",
    );
  });
});

describe("the roadmap, in production", () => {
  test.each([
    ["CRM-116: Redis exporter", "crm-redis"],
    ["CRM-117: PostgreSQL exporter", "crm-postgres"],
    ["CRM-118: node exporter", "node-exporter"],
  ])("%s", (_line, name) => {
    expect(jobNames(production)).toContain(name);
  });

  test("CRM-123: logs of every pod, in Loki, by a collector", () => {
    expect(production.at("StatefulSet/monitoring/loki", "kind")).toBe("StatefulSet");
    expect(production.at("DaemonSet/monitoring-agents/alloy", "kind")).toBe("DaemonSet");
  });
});

interface Workload {
  readonly template: {
    readonly spec: { readonly containers: readonly { readonly image: string; readonly resources: object }[] };
  };
}

interface PrometheusFile {
  readonly global: { readonly evaluation_interval: string };
  readonly scrape_configs: readonly ({ readonly job_name: string } & Readonly<Record<string, unknown>>)[];
}

function prometheus(stack: RenderedStack): PrometheusFile {
  return stack.file("prometheus-config", "prometheus.yml") as PrometheusFile;
}

function jobNames(stack: RenderedStack): string[] {
  return prometheus(stack).scrape_configs.map(({ job_name: name }) => name);
}

function job(stack: RenderedStack, name: string) {
  const found = prometheus(stack).scrape_configs.find(({ job_name: candidate }) => candidate === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
}
