import { beforeAll, describe, expect, test } from "@jest/globals";
import { renderedStack, type RenderedStack } from "../../kit";

let stack: RenderedStack;

beforeAll(async () => {
  stack = await renderedStack("examples/gauzian/Pulumi.production.yaml");
});

describe("components", () => {
  test("GAU-01: Prometheus scrapes the backend's /metrics, Grafana reads Prometheus", () => {
    expect(job(stack, "gauzian-backend")).toMatchObject({ metrics_path: "/metrics" });
    expect(stack.file("grafana-config", "datasources.yaml")).toMatchObject({
      datasources: expect.arrayContaining([
        expect.objectContaining({ type: "prometheus", url: "http://prometheus.monitoring.svc:9090" }),
      ]),
    });
  });

  test("GAU-02: the namespace monitoring holds the stack", () => {
    const namespaces = new Set(stack.objects.map(({ metadata }) => metadata.namespace));

    expect(stack.at("Namespace/monitoring", "metadata.name")).toBe("monitoring");
    // The agents read the host, hence their own namespace; the product's own holds only its patched workloads.
    expect([...namespaces].filter(Boolean).sort()).toEqual(["gauzian-v2", "monitoring", "monitoring-agents"]);
  });

  test("GAU-04: one Prometheus pod, data in /prometheus", () => {
    expect(stack.at("StatefulSet/prometheus", "spec.replicas")).toBe(1);
    expect(stack.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args")).toContain(
      "--storage.tsdb.path=/prometheus",
    );
  });

  test("GAU-05: Deployment grafana, one pod, data in /var/lib/grafana", () => {
    expect(stack.at("Deployment/monitoring/grafana", "spec.replicas")).toBe(1);
    expect(mounts(stack, "Deployment/grafana")).toContainEqual({
      mountPath: "/var/lib/grafana",
      name: "data",
    });
  });

  test("GAU-06: what the eight manifests held is there: config, data sources, provider, dashboard, route", () => {
    expect(stack.file("prometheus-config", "prometheus.yml")).toBeDefined();
    expect(stack.file("grafana-config", "datasources.yaml")).toBeDefined();
    expect(stack.file("grafana-config", "dashboards.yaml")).toBeDefined();
    expect(stack.file("dashboard-gauzian-overview", "gauzian-overview.json")).toBeDefined();
    expect(stack.at("IngressRoute/grafana", "spec.routes.0.kind")).toBe("Rule");
  });

  test("GAU-07: both have a claim in monitoring", () => {
    expect(stack.at("PersistentVolumeClaim/monitoring/prometheus", "spec.accessModes")).toEqual([
      "ReadWriteOnce",
    ]);
    expect(stack.at("PersistentVolumeClaim/monitoring/grafana", "spec.accessModes")).toEqual([
      "ReadWriteOnce",
    ]);
  });

  test("GAU-08: Grafana's data source and dashboard provider are provisioned from files", () => {
    const paths = stack.at("Deployment/grafana", "spec.template.spec.volumes") as {
      configMap?: { items?: unknown[] };
    }[];

    expect(paths.flatMap(({ configMap }) => configMap?.items ?? [])).toEqual(
      expect.arrayContaining([
        { key: "datasources.yaml", path: "provisioning/datasources/vigie.yaml" },
        { key: "dashboards.yaml", path: "provisioning/dashboards/vigie.yaml" },
      ]),
    );
  });

  test("GAU-09, GAU-73: Secret grafana-credentials, key admin-password, holds the admin password", () => {
    expect(stack.at("Secret/monitoring/grafana-credentials", "stringData")).toEqual({
      "admin-password": "<redacted>",
    });
  });

  test("GAU-12: images name a version, containers have requests and limits", () => {
    for (const workload of ["StatefulSet/prometheus", "Deployment/grafana"]) {
      const container = stack.at(workload, "spec.template.spec.containers.0");

      expect(container).toMatchObject({
        image: expect.stringMatching(/:v?\d+\.\d+\.\d+$/),
        resources: {
          requests: { cpu: expect.any(String), memory: expect.any(String) },
          limits: { cpu: expect.any(String), memory: expect.any(String) },
        },
      });
    }
  });
});

describe("scrape targets", () => {
  test("GAU-13, GAU-14: job gauzian-backend every 15 s", () => {
    expect(job(stack, "gauzian-backend")).toMatchObject({ metrics_path: "/metrics", scrape_interval: "15s" });
  });

  test("GAU-15: MinIO's own endpoint, with its bearer token from a file", () => {
    expect(job(stack, "minio")).toMatchObject({
      metrics_path: "/minio/v2/metrics/cluster",
      scrape_interval: "15s",
      authorization: { credentials_file: "/etc/prometheus/secrets/scrape-minio" },
    });
  });

  test.each([
    [
      "GAU-16, GAU-31, GAU-33: PostgreSQL exporter sidecar, port 9187 named metrics",
      "postgres",
      9187,
      "quay.io/prometheuscommunity/postgres-exporter:v0.15.0",
    ],
    [
      "GAU-17, GAU-34, GAU-36: Redis exporter sidecar, port 9121 named metrics",
      "redis",
      9121,
      "docker.io/oliver006/redis_exporter:v1.55.0",
    ],
  ])("%s", (_title, database, port, image) => {
    const container = sidecar(stack, database);

    expect(container).toMatchObject({
      name: `${database}-exporter`,
      ports: [{ name: "metrics", containerPort: port }],
    });
    expect(String(container.image).split("/").slice(-2)).toEqual(image.split("/").slice(-2));
    expect(jobs(stack).some(({ job_name }) => job_name.includes(database))).toBe(true);
  });

  test("GAU-32, GAU-76: PostgreSQL over localhost, database gauzian, sslmode disable; user and password from files", () => {
    const env = sidecar(stack, "postgres").env as { name: string; value?: string }[];

    expect(env).toContainEqual({ name: "DATA_SOURCE_URI", value: "localhost:5432/gauzian?sslmode=disable" });
    expect(env.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["DATA_SOURCE_USER_FILE", "DATA_SOURCE_PASS_FILE"]),
    );
  });

  test("GAU-35: Redis over localhost", () => {
    expect(sidecar(stack, "redis").env).toContainEqual({
      name: "REDIS_ADDR",
      value: "redis://localhost:6379",
    });
  });
});

describe("persistence", () => {
  test("GAU-68: Prometheus' data is on its claim, mounted at /prometheus", () => {
    expect(mounts(stack, "StatefulSet/prometheus")).toContainEqual({
      mountPath: "/prometheus",
      name: "data",
    });
    expect(claims(stack, "StatefulSet/prometheus")).toEqual({ data: "prometheus" });
  });

  test("GAU-69: Grafana's data is on its claim, mounted at /var/lib/grafana", () => {
    expect(mounts(stack, "Deployment/grafana")).toContainEqual({
      mountPath: "/var/lib/grafana",
      name: "data",
    });
    expect(claims(stack, "Deployment/grafana")).toEqual({ data: "grafana" });
  });

  test("GAU-70: retention is 30 days", () => {
    expect(stack.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args")).toContain(
      "--storage.tsdb.retention.time=30d",
    );
  });

  test("GAU-71: retention follows the stack file", async () => {
    const staging = await renderedStack("examples/gauzian/Pulumi.staging.yaml");

    expect(staging.at("StatefulSet/prometheus", "spec.template.spec.containers.0.args")).toContain(
      "--storage.tsdb.retention.time=15d",
    );
  });

  test("GAU-72: Grafana's SQLite file is on the claim that a backup copies", () => {
    const [init] = stack.at("Deployment/grafana", "spec.template.spec.initContainers") as {
      command: string[];
    }[];

    expect(init?.command.join(" ")).toContain("/var/lib/grafana/grafana.db");
    expect(claims(stack, "Deployment/grafana")).toEqual({ data: "grafana" });
  });

  test("GAU-84: a restart of Grafana sets the password that the Secret holds now", () => {
    const [init] = stack.at("Deployment/grafana", "spec.template.spec.initContainers") as {
      command: string[];
    }[];

    expect(init?.command.join(" ")).toContain(
      "reset-admin-password --password-from-stdin < /etc/vigie/secrets/admin-password",
    );
  });
});

type Job = Readonly<Record<string, unknown>> & { readonly job_name: string };

function jobs(rendered: RenderedStack): readonly Job[] {
  return (rendered.file("prometheus-config", "prometheus.yml") as { scrape_configs: Job[] }).scrape_configs;
}

function job(rendered: RenderedStack, name: string): Job | undefined {
  return jobs(rendered).find(({ job_name }) => job_name === name);
}

function mounts(rendered: RenderedStack, workload: string): unknown {
  return rendered.at(workload, "spec.template.spec.containers.0.volumeMounts");
}

function claims(rendered: RenderedStack, workload: string): Record<string, string> {
  const volumes = rendered.at(workload, "spec.template.spec.volumes") as {
    name: string;
    persistentVolumeClaim?: { claimName: string };
  }[];
  return Object.fromEntries(
    volumes.flatMap(({ name, persistentVolumeClaim: claim }) =>
      claim === undefined ? [] : [[name, claim.claimName]],
    ),
  );
}

/** The container that the patch adds to the workload of this name. */
function sidecar(rendered: RenderedStack, workload: string): Readonly<Record<string, unknown>> {
  const patch = rendered.objects.find(
    ({ metadata }) => metadata.namespace === "gauzian-v2" && metadata.name === workload,
  );
  const spec = patch?.spec as { template: { spec: { containers: Record<string, unknown>[] } } } | undefined;
  const [container] = spec?.template.spec.containers ?? [];
  if (container === undefined) throw new Error(`no container is added to ${workload}`);
  return container;
}
