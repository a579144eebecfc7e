import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Api } from "../cluster";
import { apply, connect, inNode, remove, waitUntil } from "../cluster";
import type { ReceivedMessage } from "../cluster/receiver";
import { inbox } from "../cluster/receiver";
import { notReady, untilReady } from "./deploy";
import { inWords, lossesSince } from "./losses";
import { noteFault, writeFaults } from "./report";
import { scale } from "./scale";
import type { Servers } from "./servers";
import { openServers } from "./servers";
import type { RunningStack } from "./world";
import { runStack } from "./world";

/** Faults that take longer than ten minutes each; for nightly runs. */
const LONG = process.env.VIGIE_E2E_LONG !== undefined;
const skip = LONG ? false : "takes more than ten minutes; set VIGIE_E2E_LONG=1 to run it";

const STACK = ["monitoring", "monitoring-agents"];

describe("the production stack in trouble", () => {
  let api: Api;
  let stack: RunningStack;
  let servers: Servers;
  let mail: ReturnType<typeof inbox>;

  before(async () => {
    stack = await runStack("production");
    api = await connect(stack.cluster.kubeconfig);
    servers = openServers(api, "monitoring");
    mail = inbox(stack.cluster.name);
    await untilReady(api, stack.namespaces, 300_000);
    assert.ok(
      await waitUntil(
        async () => (await servers.targets()).every(({ health }) => health === "up"),
        120_000,
        2000,
      ),
    );
  });

  after(async () => {
    writeFaults();
    api.close();
    await stack.stop();
  });

  for (const workload of [
    "prometheus",
    "alertmanager",
    "loki",
    "grafana",
    "kube-state-metrics",
    "blackbox-exporter",
    "node-exporter",
    "promtail",
  ]) {
    it(`heals when the pod of ${workload} is killed`, async () => {
      const started = Date.now();
      await deletePods(`app.kubernetes.io/name=${workload}`);
      await untilReady(api, STACK, 120_000);
      const healed = Date.now() - started;
      await waitUntil(
        async () => (await servers.query("up")).every(({ value }) => value === 1),
        60_000,
        1000,
      );
      noteFault(
        `pod of ${workload} killed`,
        inWords(await lossesSince(servers, started, [workload])),
        healed,
        await told(started),
      );
    });
  }

  for (const program of ["containerd", "kubelet", "kube-apiserver"]) {
    it(`goes on scraping when ${program} is killed`, async () => {
      const started = Date.now();
      const before = inNode(stack.cluster.name, ["cat", `/run/vigie/${program}.pid`]).trim();
      inNode(stack.cluster.name, ["kill", "-9", before]);
      const back = await waitUntil(
        async () =>
          (await api.send("GET", "/readyz")).status === 200 &&
          (await notReady(api, stack.namespaces)).length === 0,
        120_000,
        500,
      );
      assert.ok(back, `the cluster has not recovered from the end of ${program}`);
      const healed = Date.now() - started;
      // Two more rounds, so that a scrape that fails late is seen.
      await new Promise((resolve) => setTimeout(resolve, 30_000));
      const losses = await lossesSince(
        servers,
        started,
        program === "kubelet" ? ["kubelet", "cadvisor"] : [program === "kube-apiserver" ? "apiserver" : ""],
      );
      noteFault(`${program} killed`, inWords(losses), healed, await told(started));
      assert.ok(losses.scrapes <= 2, `lost ${inWords(losses)}`);
    });
  }

  it("starts again over a corrupt write-ahead log, without the corrupt part", async () => {
    const started = Date.now();
    const before = await servers.query('prometheus_tsdb_head_series{job="prometheus"}');
    assert.notEqual(before.length, 0);
    inNode(stack.cluster.name, ["sh", "-c", CORRUPT_WAL]);
    await deletePods("app.kubernetes.io/name=prometheus", 0);
    await untilReady(api, STACK, 180_000);
    const healed = Date.now() - started;
    assert.ok(await waitUntil(async () => (await servers.query("up")).length > 10, 60_000, 1000));
    const corruptions = await servers.query('prometheus_tsdb_wal_corruptions_total{job="prometheus"}');
    noteFault(
      "write-ahead log corrupted and Prometheus killed",
      `the log after the corruption (corruptions counted: ${corruptions[0]?.value ?? "none"})`,
      healed,
      await told(started),
    );
  });

  it("tells about a product whose network is cut within the alert's wait and 45 seconds", async () => {
    const started = Date.now();
    const cut = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "cut", namespace: "gauzian-v2" },
      spec: { podSelector: { matchLabels: { app: "gauzian-backend" } }, policyTypes: ["Ingress", "Egress"] },
    };
    assert.ok((await apply(api, cut)).ok);
    const heard = await waitUntil(
      async () => (await names(started)).includes("GauzianBackendDown"),
      (120 + 45) * 1000,
      500,
    );
    const after = Date.now() - started;
    await remove(api, cut);
    noteFault(
      "network of gauzian-backend cut",
      "that product's metrics",
      undefined,
      heard ? `GauzianBackendDown after ${Math.round(after / 1000)} s (waits 120 s)` : "not in time",
    );
    assert.ok(heard, `after 165 s only these were told: ${(await names(started)).join(", ")}`);
  });

  it(`delivers after ${LONG ? "ten minutes" : "one minute"} without Alertmanager, and the heartbeat falls silent`, async () => {
    const pause = LONG ? 600_000 : 60_000;
    await scaleStatefulSet("alertmanager", 0);
    const started = Date.now();
    await scale(api, "gauzian-v2", "minio", 0);
    await new Promise((resolve) => setTimeout(resolve, pause));
    const silent = (await mail.read()).filter(({ at }) => Date.parse(at) > started + 20_000);
    assert.deepEqual(silent, [], "something was delivered without Alertmanager");
    await scaleStatefulSet("alertmanager", 1);
    const back = Date.now();
    const heard = await waitUntil(
      async () => (await names(started)).includes("GauzianMinioDown"),
      240_000,
      1000,
    );
    await scale(api, "gauzian-v2", "minio", 1);
    assert.ok(heard, "the alert of the meantime was never delivered");
    noteFault(
      `Alertmanager gone for ${pause / 60_000} min`,
      "no notification; the heartbeat's service sees silence",
      Date.now() - back,
      `GauzianMinioDown ${Math.round((Date.now() - back) / 1000)} s after its return`,
    );
  });

  it("keeps its old rules when a rule file is broken by hand, and tells", { skip }, async () => {
    const started = Date.now();
    const path = "/api/v1/namespaces/monitoring/configmaps/prometheus-rules";
    const rulesBefore = (await servers.ruleGroups()).length;
    await api.send(
      "PATCH",
      path,
      JSON.stringify({
        data: { "zz-broken.yaml": "groups: [{name: broken, rules: [{alert: X, expr: 'sum('}]}]" },
      }),
      "application/merge-patch+json",
    );
    const heard = await waitUntil(
      async () => (await names(started)).includes("PrometheusConfigReloadFailed"),
      15 * 60_000,
      2000,
    );
    assert.equal((await servers.ruleGroups()).length, rulesBefore);
    await api.send(
      "PATCH",
      path,
      JSON.stringify({ data: { "zz-broken.yaml": null } }),
      "application/merge-patch+json",
    );
    noteFault(
      "rule file broken by hand",
      "nothing; the old rules stay",
      undefined,
      heard ? `PrometheusConfigReloadFailed after ${Math.round((Date.now() - started) / 1000)} s` : "nobody",
    );
    assert.ok(heard, "nobody was told within 15 minutes");
  });

  async function deletePods(selector: string, graceSeconds?: number): Promise<void> {
    const list = await api.get<{ items: { metadata: { name: string; namespace: string } }[] }>(
      `/api/v1/pods?labelSelector=${encodeURIComponent(selector)}`,
    );
    const own = (list?.items ?? []).filter(({ metadata }) => STACK.includes(metadata.namespace));
    assert.notEqual(own.length, 0, `there is no pod with ${selector}`);
    const body = JSON.stringify(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds });
    for (const { metadata } of own)
      await api.send("DELETE", `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, body);
    const gone = async (): Promise<boolean> =>
      (
        await Promise.all(
          own.map(({ metadata }) =>
            api.get<{ metadata: { deletionTimestamp?: string } }>(
              `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`,
            ),
          ),
        )
      ).every((pod) => pod?.metadata.deletionTimestamp === undefined);
    assert.ok(await waitUntil(gone, 120_000), "the pod does not end");
  }

  async function scaleStatefulSet(name: string, replicas: number): Promise<void> {
    const path = `/apis/apps/v1/namespaces/monitoring/statefulsets/${name}`;
    await api.send("PATCH", path, JSON.stringify({ spec: { replicas } }), "application/merge-patch+json");
    const settled = await waitUntil(
      async () =>
        ((await api.get<{ status: { readyReplicas?: number } }>(path))?.status.readyReplicas ?? 0) ===
        replicas,
      120_000,
    );
    assert.ok(settled, `${name} does not come to ${replicas} replicas`);
  }

  /** Names of the alerts that people (not the heartbeat's service) were told about since then. */
  async function names(since: number): Promise<readonly string[]> {
    const messages = (await mail.read()).filter(
      (message) => Date.parse(message.at) >= since && isForPeople(message),
    );
    return [
      ...new Set(
        messages.flatMap(
          ({ body }) =>
            JSON.stringify(body).match(
              /\b[A-Z][A-Za-z]+(?:Down|Failed|Vanished|Failing|Errors|Restarted|Missed)\b/g,
            ) ?? [],
        ),
      ),
    ];
  }

  async function told(since: number): Promise<string> {
    const found = await names(since);
    return found.length === 0 ? "nobody, and nobody had to be" : found.join(", ");
  }
});

function isForPeople({ host }: ReceivedMessage): boolean {
  return host !== "hc-ping.com";
}

/** Overwrites 4 KiB in the middle of the newest segment of Prometheus' write-ahead log. */
const CORRUPT_WAL = `
set -e
segment=$(ls -1 /opt/local-path-provisioner/*_monitoring_prometheus/*/wal/0* /opt/local-path-provisioner/*_monitoring_prometheus/wal/0* 2>/dev/null | tail -n 1)
size=$(stat -c %s "$segment")
dd if=/dev/urandom of="$segment" bs=1 seek=$((size / 2)) count=4096 conv=notrunc 2>/dev/null
`;
