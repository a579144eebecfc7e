import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RenderedStack } from "../../kit";
import { example, exampleSettings, type Environment } from "./stacks";

const ENVIRONMENTS: readonly Environment[] = ["dev", "staging", "prod"];
const stacks = {} as Record<Environment, RenderedStack>;

beforeAll(async () => {
  for (const environment of ENVIRONMENTS) stacks[environment] = await example(environment);
});

describe("environments", () => {
  test("TUM-01, TUM-04: one program renders all three; staging and production add the tunnel", () => {
    for (const stack of Object.values(stacks)) {
      expect(stack.at("StatefulSet/monitoring/prometheus", "kind")).toBe("StatefulSet");
      expect(stack.at("Deployment/monitoring/grafana", "kind")).toBe("Deployment");
    }
    expect(ENVIRONMENTS.filter((name) => hasTunnel(stacks[name]))).toEqual(["staging", "prod"]);
  });

  test.each([
    ["dev", "development"],
    ["staging", "staging"],
    ["prod", "production"],
  ] as const)(
    "TUM-02, TUM-03: %s is %s; the short name is on every object and every alert",
    (suffix, long) => {
      const { stack, settings } = exampleSettings(suffix);

      expect({ stack, environment: settings.environment }).toEqual({ stack: suffix, environment: long });
      for (const { metadata } of stacks[suffix].objects)
        expect(metadata.labels).toMatchObject({ env: suffix });
      expect(prometheus(suffix).global.external_labels).toMatchObject({ env: suffix, environment: long });
    },
  );

  test("TUM-05, TUM-96: each environment names the secrets that it needs; none of them is in its file", () => {
    const missing = (name: Environment) => exampleSettings(name).missing.map(({ key }) => key);
    const shared = ["tumultePostgresUser", "tumultePostgresPassword"];
    const online = [
      "discordMonitoringWebhook",
      "discordCriticalWebhook",
      "cloudflareAccountId",
      "cloudflareZoneId",
      "cloudflareApiToken",
      ...shared,
      "tumulteRedisPassword",
    ];

    expect(missing("dev")).toEqual(shared);
    expect(missing("staging")).toEqual(online);
    expect(missing("prod")).toEqual(online);
  });

  test("TUM-15: the namespace monitoring is the stack's own", () => {
    expect(stacks.prod.at("Namespace/monitoring", "metadata.name")).toBe("monitoring");
  });

  test("TUM-16, TUM-115: Prometheus may reach targets in any namespace, an exporter its database's port", () => {
    const egress = (name: string) =>
      JSON.stringify(stacks.prod.at(`NetworkPolicy/monitoring/${name}`, "spec.egress"));

    expect(egress("prometheus")).toContain("{}");
    expect(egress("tumulte-postgres-postgres-exporter")).toContain('"port":5432');
    expect(egress("tumulte-redis-redis-exporter")).toContain('"port":6379');
  });
});

describe("components", () => {
  test("TUM-06, TUM-66: Prometheus on 9090 scrapes, evaluates the rules, sends to Alertmanager", () => {
    expect(stacks.prod.at("Service/monitoring/prometheus", "spec.ports.0.port")).toBe(9090);
    expect(prometheus("prod").rule_files).toEqual(["/etc/prometheus/rules/*.yaml"]);
    expect(JSON.stringify(prometheus("prod").alerting)).toContain("alertmanager");
  });

  test("TUM-07: Alertmanager on 9093", () => {
    expect(stacks.prod.at("Service/monitoring/alertmanager", "spec.ports.0.port")).toBe(9093);
  });

  test("TUM-08: Grafana is the service grafana on 3000, labelled with the container's old name", () => {
    expect(stacks.prod.at("Service/monitoring/grafana", "spec.ports.0.port")).toBe(3000);
    expect(stacks.prod.at("Deployment/monitoring/grafana", "metadata.labels")).toMatchObject({
      container: "tumulte-grafana",
    });
  });

  test("TUM-09: cloudflared carries the name with the suffix, where the tunnel is asked for", () => {
    for (const name of ["staging", "prod"] as const) {
      expect(stacks[name].at("Deployment/monitoring/cloudflared", "metadata.labels")).toMatchObject({
        container: `tumulte-cloudflared-${name}`,
      });
    }
  });

  test("TUM-10, TUM-48, TUM-54: node exporter on every node, cAdvisor by the kubelet, both database exporters", () => {
    expect(stacks.prod.kind("DaemonSet").map(({ metadata }) => metadata.name)).toEqual(["node-exporter"]);
    expect(jobNames("prod")).toEqual(
      expect.arrayContaining(["node-exporter", "cadvisor", "tumulte-postgres", "tumulte-redis"]),
    );
  });

  test("TUM-14: scraped, evaluated, told to Discord, drawn by Grafana", () => {
    expect(jobNames("prod")).toContain("tumulte-backend");
    expect(stacks.prod.text("prometheus-rules", "tumulte-tumulte.yaml")).toContain("TumulteBackendDown");
    expect(stacks.prod.text("alertmanager-config", "alertmanager.yml")).toContain("discord_configs");
    expect(stacks.prod.text("grafana-config", "datasources.yaml")).toContain("type: prometheus");
  });

  test.each([
    ["TUM-18: Prometheus' configuration", "prometheus-config", "prometheus.yml"],
    ["TUM-19: the alert rules", "prometheus-rules", "tumulte-tumulte.yaml"],
    ["TUM-20: data sources", "grafana-config", "datasources.yaml"],
    ["TUM-21: dashboard providers", "grafana-config", "dashboards.yaml"],
    ["TUM-21: the dashboard itself", "dashboard-tumulte-overview", "tumulte-overview.json"],
    ["TUM-22: Alertmanager's configuration", "alertmanager-config", "alertmanager.yml"],
    ["TUM-22: the message template", "alertmanager-config", "discord.tmpl"],
  ])("%s is a file of the stack", (_line, configMap, file) => {
    expect(stacks.prod.text(configMap, file).length).toBeGreaterThan(20);
  });

  test("TUM-27, TUM-55: every container names its version and has requests and limits", () => {
    const pods = [...stacks.prod.kind("Deployment"), ...stacks.prod.kind("StatefulSet")];
    const containers = pods.flatMap(({ spec }) => (spec as Workload).template.spec.containers);

    expect(containers.length).toBeGreaterThan(6);
    for (const { image, resources } of containers) {
      expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?$/);
      expect(Object.keys(resources)).toEqual(expect.arrayContaining(["limits", "requests"]));
    }
  });
});

describe("scrape targets", () => {
  test.each([
    ["TUM-11, TUM-28, TUM-32: the backend, port 3333, /metrics, every 15 s", "tumulte-backend", "3333"],
    ["TUM-12, TUM-28, TUM-33: the frontend, /metrics, every 15 s", "tumulte-frontend", "3000"],
  ])("%s", (_line, name, port) => {
    const found = job("prod", name);

    expect(found).toMatchObject({ metrics_path: "/metrics", scrape_interval: "15s" });
    expect(found.relabel_configs?.[0]).toMatchObject({ action: "keep", regex: port });
  });

  test("TUM-28: the exporters too", () => {
    expect(prometheus("prod").global.scrape_interval).toBe("15s");
    for (const name of ["tumulte-postgres", "tumulte-redis", "node-exporter", "cadvisor"]) {
      expect(job("prod", name).scrape_interval).toBeUndefined();
    }
  });

  test("TUM-29: rules are evaluated as often as targets are asked", () => {
    expect(prometheus("prod").global.evaluation_interval).toBe("15s");
  });

  test("TUM-30: a target that names no format is read as Prometheus text", () => {
    expect(job("prod", "tumulte-backend").fallback_scrape_protocol).toBe("PrometheusText0.0.4");
  });

  test("TUM-17, TUM-35: in development the services run on the host", () => {
    expect(job("dev", "tumulte-backend").static_configs?.[0]?.targets).toEqual(["host.docker.internal:3333"]);
    expect(job("dev", "tumulte-frontend").static_configs?.[0]?.targets).toEqual([
      "host.docker.internal:3000",
    ]);
  });

  test("TUM-31: the targets are the stack file's, one per environment", () => {
    for (const name of ["staging", "prod"] as const) {
      const { backend, frontend } = exampleSettings(name).settings.systems.tumulte ?? {};

      expect(backend).toEqual({
        kubernetes: { namespace: "tumulte", service: "tumulte-backend", port: 3333 },
      });
      expect(frontend).toEqual({
        kubernetes: { namespace: "tumulte", service: "tumulte-frontend", port: 3000 },
      });
    }
  });

  test("TUM-34: each exporter is a job of its own, labelled with its system", () => {
    const systems = ["tumulte-postgres", "tumulte-redis"].map((name) =>
      job("prod", name).relabel_configs?.find(({ target_label: label }) => label === "system"),
    );

    expect(systems.map((relabeling) => relabeling?.replacement)).toEqual(["tumulte", "tumulte"]);
  });
});

describe("databases", () => {
  test.each([
    ["dev", "host.docker.internal:5432", "redis://host.docker.internal:6379"],
    [
      "prod",
      "tumulte-postgres.tumulte.svc.cluster.local:5432",
      "redis://tumulte-redis.tumulte.svc.cluster.local:6379",
    ],
  ] as const)(
    "TUM-13, TUM-49, TUM-50, TUM-51, TUM-52, TUM-98: %s: twitch_polls without TLS, Redis without a scheme in the file",
    (name, postgres, redis) => {
      expect(environmentOf(stacks[name], "tumulte-postgres-postgres-exporter")).toContainEqual({
        name: "DATA_SOURCE_URI",
        value: `${postgres}/twitch_polls?sslmode=disable`,
      });
      expect(environmentOf(stacks[name], "tumulte-redis-redis-exporter")).toContainEqual({
        name: "REDIS_ADDR",
        value: redis,
      });
    },
  );

  test("TUM-53: Redis' password is optional: development has none", () => {
    const named = (name: Environment) =>
      environmentOf(stacks[name], "tumulte-redis-redis-exporter").map((entry) => entry.name);

    expect(named("dev")).not.toContain("REDIS_PASSWORD_FILE");
    expect(named("prod")).toContain("REDIS_PASSWORD_FILE");
  });
});

describe("persistence", () => {
  test("TUM-92, TUM-93: Prometheus, Grafana and Alertmanager each have a volume", () => {
    const claims = stacks.prod.kind("PersistentVolumeClaim").map(({ metadata }) => metadata.name);

    expect(claims.sort()).toEqual(["data-alertmanager-0", "grafana", "prometheus"]);
    expect(stacks.prod.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args")).toContain(
      "--storage.tsdb.retention.time=30d",
    );
  });

  test("TUM-70: no Loki and no collector, as none is described", () => {
    const names = stacks.prod.objects.map(({ metadata }) => metadata.name);

    expect(names.filter((name) => /loki|promtail|alloy/.test(name))).toEqual([]);
  });
});

interface Workload {
  readonly template: {
    readonly spec: {
      readonly containers: readonly {
        readonly image: string;
        readonly resources: object;
        readonly env?: readonly { readonly name: string; readonly value?: string }[];
      }[];
    };
  };
}

interface Job {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly fallback_scrape_protocol?: string;
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  readonly relabel_configs?: readonly { readonly target_label?: string; readonly replacement?: string }[];
}

interface PrometheusFile {
  readonly global: {
    readonly scrape_interval: string;
    readonly evaluation_interval: string;
    readonly external_labels: Readonly<Record<string, string>>;
  };
  readonly alerting: object;
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly Job[];
}

function prometheus(environment: Environment): PrometheusFile {
  return stacks[environment].file("prometheus-config", "prometheus.yml") as PrometheusFile;
}

function jobNames(environment: Environment): string[] {
  return prometheus(environment).scrape_configs.map(({ job_name: name }) => name);
}

function job(environment: Environment, name: string): Job {
  const found = prometheus(environment).scrape_configs.find(({ job_name: candidate }) => candidate === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
}

function hasTunnel(stack: RenderedStack): boolean {
  return stack.resources.some(({ type }) => type.startsWith("cloudflare:"));
}

function environmentOf(stack: RenderedStack, deployment: string) {
  const { template } = stack.at(`Deployment/monitoring/${deployment}`, "spec") as Workload;
  return template.spec.containers[0]?.env ?? [];
}
