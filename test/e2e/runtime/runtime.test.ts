import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Api, Cluster } from "../cluster";
import { connect, waitUntil } from "../cluster";
import { inbox } from "../cluster/receiver";
import type { BlindSelector } from "./blind-rules";
import { blindSelectors } from "./blind-rules";
import { untilReady } from "./deploy";
import { nodeAddress, visit } from "./entrance";
import { jobNames, productJobs } from "./jobs";
import { logExpressions, panelExpressions } from "./queries";
import { measure, stamp, writeReport } from "./report";
import { scale } from "./scale";
import type { Servers } from "./servers";
import { openServers } from "./servers";
import { LOGIN } from "./stack";
import type { RunningStack } from "./world";
import { runStack } from "./world";

const STACK = "production";

/** The heartbeat, and what is true of a test machine: its clock follows no time server. */
const EXPECTED_ALERTS = ["Watchdog", "NodeClockNotSynchronised"];

describe(`the ${STACK} stack on real servers`, () => {
  let cluster: Cluster;
  let api: Api;
  let stack: RunningStack;
  let servers: Servers;
  let address: string;

  before(async () => {
    stack = await runStack(STACK);
    cluster = stack.cluster;
    api = await connect(cluster.kubeconfig);
    servers = openServers(api, "monitoring");
    address = nodeAddress(cluster.kubeconfig);
  });

  after(async () => {
    writeReport(stack);
    api.close();
    await stack.stop();
  });

  it("brings every workload of the stack and around it to ready", async () => {
    const started = Date.now();
    await untilReady(api, stack.namespaces, 300_000);
    measure("every workload ready after apply", Date.now() - started);
  });

  it("adds its exporters to the products' databases and keeps what was there", async () => {
    for (const patch of stack.rendered.patches) {
      const path = `/apis/apps/v1/namespaces/${patch.metadata.namespace ?? ""}/deployments/${patch.metadata.name}`;
      const found = await api.get<{ spec: { template: { spec: { containers: { name: string }[] } } } }>(path);
      const names = found?.spec.template.spec.containers.map(({ name }) => name) ?? [];
      assert.equal(names.length, 2, `${patch.metadata.name} has ${names.join(", ")}`);
      assert.ok(names.includes(patch.metadata.name));
    }
  });

  it("scrapes every target of every job", async () => {
    const started = Date.now();
    let down: readonly string[] = [];
    const done = await waitUntil(
      async () => {
        const targets = await servers.targets();
        const without = jobNames(stack.rendered.objects).filter(
          (job) => !job.startsWith("annotated-") && !targets.some(({ scrapePool }) => scrapePool === job),
        );
        const failing = targets.filter(({ health }) => health !== "up");
        down = [
          ...without.map((job) => `${job}: no target was discovered`),
          ...failing.map(
            ({ scrapePool, scrapeUrl, lastError }) => `${scrapePool} ${scrapeUrl}: ${lastError}`,
          ),
        ];
        return down.length === 0;
      },
      120_000,
      2000,
    );
    assert.ok(done, down.join("\n"));
    measure("every target up after the workloads", Date.now() - started);
    stamp("targets", String((await servers.targets()).length));
  });

  it("reaches the real databases through the injected exporters", async () => {
    assert.deepEqual(
      (await servers.query("pg_up")).map(({ value }) => value),
      [1],
    );
    assert.deepEqual(
      (await servers.query("redis_up")).map(({ value }) => value),
      [1],
    );
  });

  it("evaluates every rule without an error", async () => {
    let problems: readonly string[] = [];
    const done = await waitUntil(
      async () => {
        const rules = (await servers.ruleGroups()).flatMap(({ file, rules: list }) =>
          list.map((rule) => ({ file, ...rule })),
        );
        problems = rules
          .filter(({ health }) => health !== "ok")
          .map(({ file, name, health, lastError }) => `${file} ${name}: ${health} ${lastError ?? ""}`);
        stamp("rules", String(rules.length));
        return rules.length > 0 && problems.length === 0;
      },
      150_000,
      3000,
    );
    assert.ok(done, problems.join("\n"));
  });

  it("answers the query of every panel", async () => {
    const broken: string[] = [];
    const empty: string[] = [];
    const panels = panelExpressions(stack.rendered.objects);
    for (const { dashboard, panel, expr } of panels) {
      try {
        if ((await servers.query(expr)).length === 0) empty.push(`${dashboard} "${panel}": ${expr}`);
      } catch (error) {
        broken.push(`${dashboard} "${panel}": ${expr}: ${String(error)}`);
      }
    }
    stamp(
      "panel queries",
      `${panels.length}, of which ${panels.length - empty.length} with data within minutes`,
    );
    if (process.env.VIGIE_E2E_VERBOSE !== undefined) console.log(empty.join("\n"));
    assert.deepEqual(broken, []);
  });

  it("finds the products' log lines by the queries of the dashboards", async () => {
    const [first] = productJobs(stack.rendered.objects);
    assert.ok(first);
    const query = `{namespace="${first.namespace}"} |= "simulated failure"`;
    assert.ok(
      await waitUntil(async () => (await servers.logs(query)).length > 0, 90_000, 2000),
      "no log line was found",
    );
    const [line] = await servers.logs(query);
    assert.equal(line?.labels.namespace, first.namespace);
    assert.equal(line.labels.level, "error");
    for (const { dashboard, expr } of logExpressions(stack.rendered.objects)) {
      await assert.doesNotReject(() => servers.logs(expr), `${dashboard}: ${expr}`);
    }
  });

  it("says Watchdog to the heartbeat's address", async () => {
    const arrived = (): Promise<boolean> =>
      inbox(cluster.name)
        .read()
        .then((list) => list.some(({ host, status }) => host === "hc-ping.com" && status < 300));
    assert.ok(await waitUntil(arrived, 120_000, 1000), "no heartbeat arrived within two minutes");
  });

  it("lets in by Traefik whoever knows the password, and nobody else", async () => {
    const host = "prometheus.gauzian.pupin.fr";
    const path = "/api/v1/status/buildinfo";
    const anonymous = await visit(address, host, path);
    assert.equal(anonymous.status, 401);
    assert.match(String(anonymous.headers["www-authenticate"]), /^Basic realm="prometheus"/);
    assert.equal((await visit(address, host, path, { user: LOGIN.user, password: "wrong" })).status, 401);
    const known = await visit(address, host, path, LOGIN);
    assert.equal(known.status, 200);
    assert.match(known.body, /"version"/);
    assert.equal(
      known.headers["x-middleware-of"],
      "gauzian-v2",
      "the middleware of another namespace was not applied",
    );
  });

  it("sends security headers with Grafana, and hides its metrics", async () => {
    const host = "grafana.gauzian.pupin.fr";
    const page = await visit(address, host, "/login");
    assert.equal(page.status, 200);
    assert.equal(page.headers["x-frame-options"], "SAMEORIGIN");
    assert.equal(page.headers["x-content-type-options"], "nosniff");
    assert.match(String(page.headers["strict-transport-security"]), /max-age=31536000; includeSubDomains/);
    assert.equal((await visit(address, host, "/metrics")).status, 404);
    assert.equal((await visit(address, "unknown.example", "/")).status, 404);
  });

  it("has the series that every rule asks for, but for those that there is a reason for", async () => {
    let blind: readonly BlindSelector[] = [];
    await waitUntil(
      async () => {
        blind = await blindSelectors(stack.rendered.objects, servers);
        return blind.every(({ reason }) => reason !== undefined);
      },
      60_000,
      5000,
    );
    for (const { rule, selector, reason } of blind)
      stamp(`no series for ${rule}`, `${selector}: ${reason ?? "unexplained"}`);
    assert.deepEqual(
      blind.filter(({ reason }) => reason === undefined),
      [],
    );
  });

  it("fires nothing where nothing is wrong", async () => {
    const firing = (await servers.alerts()).filter(
      ({ state, labels }) => state === "firing" && !EXPECTED_ALERTS.includes(labels.alertname ?? ""),
    );
    assert.deepEqual(
      firing.map(({ state, labels, annotations }) => ({ state, labels, ...annotations })),
      [],
    );
  });

  it("tells Discord about a stopped product within the alert's wait and 45 seconds", async () => {
    await inbox(cluster.name).clear();
    const started = Date.now();
    await scale(api, "gauzian-v2", "gauzian-backend", 0);
    const told = await waitUntil(
      async () =>
        (await inbox(cluster.name).read()).some(
          ({ host, status, body }) =>
            host === "discord.com" && status === 204 && JSON.stringify(body).includes("GauzianBackendDown"),
        ),
      (120 + 45) * 1000,
      500,
    );
    measure("stopped product: told after (its alert waits 120 s)", Date.now() - started);
    await scale(api, "gauzian-v2", "gauzian-backend", 1);
    assert.ok(told, `only arrived: ${JSON.stringify(await inbox(cluster.name).read())}`);
    const refused = (await inbox(cluster.name).read()).filter(({ status }) => status >= 300);
    assert.deepEqual(refused, []);
  });

  it("takes a changed configuration without a restart and without a lost scrape", async () => {
    const path = "/api/v1/namespaces/monitoring/configmaps/prometheus-config";
    const found = await api.get<{ data: Record<string, string> }>(path);
    const text = found?.data["prometheus.yml"] ?? "";
    const changed = text.replace("external_labels:", "external_labels:\n    e2e: changed");
    assert.notEqual(changed, text);
    const restarts = await servers.query('process_start_time_seconds{job="prometheus"}');
    const started = Date.now();
    await api.send(
      "PATCH",
      path,
      JSON.stringify({ data: { "prometheus.yml": changed } }),
      "application/merge-patch+json",
    );
    const live = async (): Promise<boolean> =>
      (await servers.fetch("prometheus:9090", "/api/v1/status/config")).body.includes("e2e: changed");
    assert.ok(await waitUntil(live, 180_000, 1000), "the change is not live after three minutes");
    measure("changed configuration live after", Date.now() - started);
    assert.deepEqual(await servers.query('process_start_time_seconds{job="prometheus"}'), restarts);
    const gaps = await servers.query('min by (job) (min_over_time(up{job!~"gauzian-backend"}[3m])) < 1');
    assert.deepEqual(gaps, []);
  });
});
