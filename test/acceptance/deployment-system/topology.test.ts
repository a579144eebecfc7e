import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ScrapeConfig } from "../../../components/prometheus/model";
import { stackFile } from "../../../config/schema";
import type { RenderedStack } from "../../kit";
import { example } from "./stack";

interface PrometheusFile {
  readonly global: { readonly [field: string]: unknown; readonly external_labels: object };
  readonly scrape_configs: readonly ScrapeConfig[];
}

let stack: RenderedStack;
let config: PrometheusFile;

beforeAll(async () => {
  stack = await example();
  config = stack.file("prometheus-config", "prometheus.yml") as PrometheusFile;
});

function job(name: string): ScrapeConfig {
  const found = config.scrape_configs.find(({ job_name: one }) => one === name);
  if (found === undefined) throw new Error(`no job ${name}`);
  return found;
}

function targets(name: string): readonly string[] {
  return job(name).static_configs?.flatMap(({ targets: all }) => all) ?? [];
}

describe("the components", () => {
  test.each([
    ["DEP-03: Grafana", "grafana", 3000],
    ["DEP-04: Prometheus", "prometheus", 9090],
    ["DEP-05: Alertmanager", "alertmanager", 9093],
    ["DEP-06: Loki", "loki", 3100],
    ["DEP-07, DEP-50: Promtail", "promtail", 9080],
    ["DEP-10, DEP-49: MongoDB exporter", "deployment-mongodb-mongodb-exporter", 9216],
  ])("%s, at its port", (_line, app, port) => {
    const pods = ["Deployment", "StatefulSet", "DaemonSet"].flatMap((kind) => stack.kind(kind));
    const found = pods.find(({ metadata }) => metadata.name === app);

    expect(JSON.stringify(found?.spec)).toContain(`"containerPort":${port}`);
  });

  test("DEP-01, DEP-166, DEP-167: metrics, dashboards, logs and alerts in one stack, containers included", () => {
    expect(stack.kind("StatefulSet").map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(["alertmanager", "loki", "prometheus"]),
    );
    expect(targets("deployment-cadvisor")).toEqual(["51.159.99.160:8080"]);
  });

  test("DEP-24: every container says when it is ready, so that a start is waited for", () => {
    const own = ["grafana", "prometheus", "alertmanager", "loki"];
    const pods = ["Deployment", "StatefulSet"].flatMap((kind) => stack.kind(kind));
    for (const name of own) {
      const pod = pods.find(({ metadata }) => metadata.name === name);
      expect({ name, ready: JSON.stringify(pod?.spec).includes('"readinessProbe"') }).toEqual({
        name,
        ready: true,
      });
    }
  });

  test("DEP-20 to DEP-22, DEP-162: the connection pool of Grafana's database, as specified", () => {
    const ini = stack.text("grafana-config", "grafana.ini");

    expect(ini).toMatch(/\[database\]\nconn_max_lifetime = 14400\nmax_idle_conn = 25\nmax_open_conn = 100\n/);
  });

  test("DEP-02: another environment is another stack file with another server", () => {
    const { systems } = stackFile.parse({
      environment: "staging",
      platform: "k3s",
      cluster: { name: "c" },
      systems: { deploymentSystem: { server: "deploy.example.org" } },
    });

    expect(systems.deploymentSystem?.server).toBe("deploy.example.org");
  });
});

describe("the targets", () => {
  test("DEP-27 to DEP-29: every 15 s, with replica '1' on everything that leaves", () => {
    expect(config.global).toMatchObject({
      scrape_interval: "15s",
      evaluation_interval: "15s",
      external_labels: { replica: "1" },
    });
  });

  test.each([
    ["DEP-12, DEP-17, DEP-30: Port Manager", "port-manager", "51.159.99.160:3005"],
    ["DEP-13, DEP-17, DEP-31: Deployment API", "deployment-api", "51.159.99.160:3004"],
    ["DEP-08, DEP-33, DEP-47: Node Exporter of the server", "deployment-node-exporter", "51.159.99.160:9100"],
    ["DEP-09, DEP-34, DEP-48: cAdvisor of the server", "deployment-cadvisor", "51.159.99.160:8080"],
  ])("%s is scraped at /metrics every 15 s", (_line, name, address) => {
    expect(targets(name)).toEqual([address]);
    expect(job(name)).toMatchObject({ metrics_path: "/metrics", scrape_interval: "15s", scheme: "http" });
  });

  test("DEP-14, DEP-32: the Tunnel Manager is asked for a connection on its port 3001", () => {
    expect(targets("tunnel-manager")).toEqual(["51.159.99.160:3001"]);
    expect(job("tunnel-manager")).toMatchObject({
      metrics_path: "/probe",
      params: { module: ["tcp_connect"] },
    });
  });

  test("DEP-15, DEP-35: the exporter is scraped, and asks MongoDB at port 27017", () => {
    const { env } = stack.at(
      "Deployment/deployment-mongodb-mongodb-exporter",
      "spec.template.spec.containers.0",
    ) as { env: readonly { name: string; value?: string }[] };

    expect(job("deployment-mongodb").scrape_interval ?? config.global.scrape_interval).toBe("15s");
    expect(env.find(({ name }) => name === "MONGODB_URI")?.value).toContain("51.159.99.160:27017");
    expect(env.every(({ name, value }) => value === undefined || name === "MONGODB_URI")).toBe(true);
  });
});

describe("the deployed applications", () => {
  test("DEP-16, DEP-36, DEP-168: all 900 ports of 8100-8999 are asked for /health, so a new application is found", () => {
    const found = targets("deployed-applications");

    expect(found).toHaveLength(900);
    expect([found[0], found.at(-1)]).toEqual(["51.159.99.160:8100", "51.159.99.160:8999"]);
    expect(job("deployed-applications").relabel_configs?.[0]?.replacement).toBe("http://$1/health");
  });

  test("DEP-36: which costs 15 probes a second and eight series a port", () => {
    const { scrape_interval: every, metric_relabel_configs: kept } = job("deployed-applications");

    expect(900 / Number(/^(\d+)m$/.exec(every ?? "")?.[1]) / 60).toBe(15);
    expect(kept?.[0]?.regex?.split("|")).toHaveLength(3);
  });

  test.each([
    [{ ports: { from: 8999, to: 8100 } }, "must begin with its lower end"],
    [{ interval: "5m" }, "must be at most 2m: older answers are forgotten"],
    [{ interval: "15s", timeout: "30s" }, "must be at most the interval (15s)"],
    [
      { ports: { from: 1000, to: 9999 } },
      "9000 ports every 1m are 150 probes a second, more than 30: ask less often or a smaller range",
    ],
  ])("DEP-36: what would ask too much or too seldom is refused: %j", (applications, reason) => {
    const { error } = stackFile.safeParse({
      environment: "staging",
      platform: "k3s",
      cluster: { name: "c" },
      systems: { deploymentSystem: { applications } },
    });

    expect(error?.issues.map(({ message }) => message)).toContain(reason);
  });

  test("DEP-37: a target that is not up is told, the prober's own aside", () => {
    expect(stack.text("prometheus-rules", "platform-targets.yaml")).toMatch(/expr: up\{prober="".*\} == 0/);
  });
});
