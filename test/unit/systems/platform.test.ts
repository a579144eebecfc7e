import { describe, expect, test } from "@jest/globals";
import type { Plan } from "../../../systems/plan";
import { planOf, WITH_GAUZIAN } from "./plans";

function jobs(plan: Plan): string[] {
  return plan.systems.flatMap(({ scrapes }) => scrapes.map(({ job }) => job));
}

function alerts({ ruleFiles }: Plan): string[] {
  return ruleFiles.flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : []))),
  );
}

const BASE = [
  "blackbox-exporter",
  "prometheus",
  "alertmanager",
  "grafana",
  "loki",
  "promtail",
  "kubelet",
  "cadvisor",
  "apiserver",
  "node-exporter",
  "kube-state-metrics",
];

describe("the platform by profile", () => {
  test.each(["k3s", "managed", "kubeadm"] as const)(
    "%s: the cluster and the stack itself are scraped once each",
    (platform) => {
      expect(jobs(planOf({ platform }))).toEqual(BASE);
    },
  );

  test.each(["k3s", "managed", "kubeadm"] as const)(
    "%s: no target and no alert for what nobody can reach",
    (platform) => {
      const plan = planOf({ platform });
      expect(jobs(plan).filter((job) => /scheduler|controller|etcd|proxy/.test(job))).toEqual([]);
      expect(alerts(plan).filter((name) => /Scheduler|ControllerManager|Etcd|Proxy/.test(name))).toEqual([]);
    },
  );

  test("the control plane's pods are watched on kubeadm alone", () => {
    const watches = (platform: "k3s" | "managed" | "kubeadm") =>
      alerts(planOf({ platform })).includes("KubeControlPlanePodNotReady");
    expect([watches("k3s"), watches("managed"), watches("kubeadm")]).toEqual([false, false, true]);
  });

  test("on k3s the kubelet's and the API server's metrics are kept apart, though one process answers for both", () => {
    const scrapes = planOf().systems[0]?.scrapes ?? [];
    const keeps = (job: string, metric: string) =>
      (scrapes.find((one) => one.job === job)?.keepMetrics ?? []).some((regex) =>
        new RegExp(`^(?:${regex})$`).test(metric),
      );
    const owners = (metric: string) =>
      ["kubelet", "cadvisor", "apiserver"].filter((job) => keeps(job, metric));
    expect(owners("kubelet_volume_stats_available_bytes")).toEqual(["kubelet"]);
    expect(owners("container_memory_working_set_bytes")).toEqual(["cadvisor"]);
    expect(owners("apiserver_request_total")).toEqual(["apiserver"]);
    expect(owners("etcd_request_duration_seconds_bucket")).toEqual([]);
    expect(owners("scheduler_pending_pods")).toEqual([]);
  });

  test("every metric of these endpoints that a rule or a panel asks for is stored", () => {
    const plan = planOf(WITH_GAUZIAN);
    const text = JSON.stringify([plan.ruleFiles, plan.dashboards.map(({ json }) => json)]);
    const asked = new Set(text.match(/\b(kubelet|container|machine|apiserver)_[a-z0-9_]+\b/g));
    const scrapes = plan.systems[0]?.scrapes ?? [];
    const isStored = (metric: string) =>
      scrapes.some(({ keepMetrics, dropMetrics = [] }) => {
        const matches = (regex: string) => new RegExp(`^(?:${regex})$`).test(metric);
        return keepMetrics?.some(matches) === true && !dropMetrics.some(matches);
      });
    expect(asked.size).toBeGreaterThan(5);
    expect([...asked].filter((metric) => !isStored(metric))).toEqual([]);
  });

  test("what is switched off leaves neither target nor alert nor dashboard", () => {
    const plan = planOf({
      exporters: {
        nodeExporter: { enabled: false },
        kubeStateMetrics: { enabled: false },
        cadvisor: { enabled: false },
        blackbox: { enabled: false },
      },
      loki: { enabled: false },
      logs: { collector: "none" },
    });
    expect(jobs(plan)).toEqual(["prometheus", "alertmanager", "grafana", "kubelet", "apiserver"]);
    expect(
      alerts(plan).filter((name) => /^(Node|Loki|LogCollector|Probe|Container|KubePod|KubeState)/.test(name)),
    ).toEqual([]);
    expect(plan.dashboards.map(({ uid }) => uid)).toEqual([
      "vigie-home",
      "vigie-stack",
      "vigie-kubernetes",
      "runbooks-platform",
    ]);
  });

  test("Alloy takes Promtail's place", () => {
    expect(jobs(planOf({ logs: { collector: "alloy" } }))).toEqual(
      BASE.map((job) => (job === "promtail" ? "alloy" : job)),
    );
  });

  test("alerts on a database come with its exporter, and only once", () => {
    const databases = (plan: Plan) => alerts(plan).filter((name) => /^(Postgres|Redis|Mongodb)/.test(name));
    expect(databases(planOf())).toEqual([]);
    expect(databases(planOf(WITH_GAUZIAN))).toEqual([
      "PostgresDown",
      "PostgresConnectionsAlmostUsed",
      "RedisDown",
      "RedisMemoryAlmostFull",
    ]);
    const mongodb = planOf({ databases: [{ type: "mongodb", name: "orders", address: "10.0.0.5:27017" }] });
    expect(databases(mongodb)).toEqual(["MongodbDown"]);
    expect(mongodb.systems[0]?.databases.map(({ name }) => name)).toEqual(["orders"]);
  });

  test("remote write, several Alertmanagers and public routes bring their own alerts", () => {
    const extra = (plan: Plan) =>
      alerts(plan).filter((name) => /RemoteWrite|ClusterSplit|Traefik/.test(name));
    expect(extra(planOf())).toEqual([]);
    expect(
      extra(
        planOf({
          prometheus: {
            remoteWrite: [{ name: "long-term", url: "https://metrics.example.org/api/v1/write" }],
          },
          alertmanager: { replicas: 3 },
          exposure: { grafana: { host: "grafana.example.org", auth: { type: "login" } } },
        }),
      ),
    ).toEqual(["PrometheusRemoteWriteFailing", "AlertmanagerClusterSplit", "TraefikServiceErrors"]);
  });
});
