import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { Api, Cluster, KubeObject } from "./index";
import {
  apply,
  connect,
  inNode,
  provideImages,
  startCluster,
  statusOf,
  stopCluster,
  waitUntil,
} from "./index";
import { API_SERVICE_IP } from "./controlPlane";
import { clusterDirectory } from "./paths";
import { nodePid } from "./node/start";
import { inbox } from "./receiver";

const NAME = "vigie-selftest";
const IMAGE = "vigie.invalid/simulator:e2e";

/** The test bed proves itself first: what is claimed with it is worth no more than it is. Always the one of processes. */
describe("a cluster out of this machine's processes", () => {
  let api: Api;
  let cluster: Cluster;
  const bystander = spawn("sleep", ["600"], { stdio: "ignore" });

  before(async () => {
    delete process.env.KUBECONFIG;
    process.env.VIGIE_E2E_CLUSTER = "processes";
    cluster = await startCluster({ name: NAME, traefik: false });
    api = await connect(cluster.kubeconfig);
    await provideImages(cluster, [IMAGE], () => undefined);
    for (const object of [
      namespace("one"),
      namespace("two"),
      ...pod("one", "caller"),
      ...pod("one", "called"),
      ...pod("two", "stranger"),
    ]) {
      const { ok, problem } = await apply(api, object);
      assert.ok(ok, problem);
    }
    assert.ok(
      await waitUntil(
        async () => (await reach("one", "caller", "http://called.one:8080/")) === "200",
        60_000,
      ),
      "pods do not answer",
    );
    assert.ok(
      await waitUntil(
        async () => (await reach("two", "stranger", "http://called.one:8080/")) === "200",
        60_000,
      ),
      "pods do not answer",
    );
  });

  after(async () => {
    api.close();
    bystander.kill();
    await stopCluster(NAME);
  });

  it("gives the running cluster when it is started again", async () => {
    const started = Date.now();
    const again = await startCluster({ name: NAME, traefik: false });
    assert.equal(again.origin, "processes");
    assert.ok(Date.now() - started < 2000, "it took more than two seconds");
    assert.match(await statusOf(NAME), /vigie-selftest: runs/);
  });

  it("refuses a pod that Pod Security forbids, with the reason", async () => {
    const spec = { containers: [{ name: "root", image: IMAGE, securityContext: { privileged: true } }] };
    const refused = await apply(api, {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "root", namespace: "one" },
      spec,
    });
    assert.equal(refused.status, 403);
    assert.match(refused.problem, /violates PodSecurity "restricted:latest": privileged/);
  });

  it("refuses a field that no schema knows", async () => {
    const refused = await apply(api, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "x", namespace: "one" },
      daat: {},
    });
    assert.match(refused.problem, /daat/);
  });

  it("binds a claim to a volume when a pod asks for it", async () => {
    const claim = await api.get<{ status: { phase: string } }>(
      "/api/v1/namespaces/one/persistentvolumeclaims/called",
    );
    assert.equal(claim?.status.phase, "Bound");
  });

  it("knows no host of the real Internet", async () => {
    assert.match(await reach("one", "caller", "http://example.org/"), /no such host/);
    assert.match(await reach("one", "caller", "http://93.184.215.14/"), /refused|unreachable|prohibited/);
  });

  it("delivers by TLS to Discord's stand-in, which refuses what Discord refuses", async () => {
    await inbox(cluster).clear();
    const url = "https://discord.com/api/webhooks/1/token";
    assert.equal(await reach("one", "caller", url, '{"content":"hello"}'), "204");
    assert.equal(await reach("one", "caller", url, "{}"), "400");
    const messages = await inbox(cluster).read();
    assert.deepEqual(
      messages.map(({ host, path, status }) => [host, path, status]),
      [
        ["discord.com", "/api/webhooks/1/token", 204],
        ["discord.com", "/api/webhooks/1/token", 400],
      ],
    );
  });

  it("enforces network policies in both directions, between pods and to the node", async () => {
    const apiServer = `https://${API_SERVICE_IP}/`;
    assert.equal(await reach("one", "caller", apiServer), "403");
    await apply(api, policy("deny", {}, { ingress: [], egress: [] }));
    assert.ok(
      await waitUntil(
        async () => /deadline|timeout/i.test(await reach("one", "caller", "http://called.one:8080/")),
        20_000,
      ),
    );
    assert.match(await reach("two", "stranger", "http://called.one:8080/"), /deadline|timeout/i);
    assert.match(await reach("one", "caller", apiServer), /deadline|timeout/i);
    const toCalled = [{ to: [{ podSelector: { matchLabels: { app: "called" } } }], ports: [{ port: 8080 }] }];
    const dns = { to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: "UDP" }] };
    await apply(api, policy("out", { app: "caller" }, { egress: [dns, ...toCalled] }));
    await apply(
      api,
      policy(
        "in",
        { app: "called" },
        { ingress: [{ from: [{ podSelector: { matchLabels: { app: "caller" } } }] }] },
      ),
    );
    assert.ok(
      await waitUntil(
        async () => (await reach("one", "caller", "http://called.one:8080/")) === "200",
        20_000,
      ),
    );
    assert.match(await reach("two", "stranger", "http://called.one:8080/"), /deadline|timeout/i);
  });

  it("starts a killed program again, and pods outlive their runtime", async () => {
    const before = inNode(NAME, ["cat", "/run/vigie/containerd.pid"]).trim();
    inNode(NAME, ["kill", "-9", before]);
    const restarted = await waitUntil(
      () => inNode(NAME, ["cat", "/run/vigie/containerd.pid"]).trim() !== before,
      15_000,
    );
    assert.ok(restarted);
    assert.equal(await reach("one", "caller", "http://called.one:8080/"), "200");
  });

  it("leaves nothing behind, and others alone", async () => {
    const [device = ""] = /vg\d+/.exec(execFileSync("ip", ["link"], { encoding: "utf8" })) ?? [];
    assert.notEqual(device, "");
    await stopCluster(NAME);
    assert.equal(nodePid(NAME), undefined);
    assert.equal(existsSync(clusterDirectory(NAME)), false);
    assert.equal(execFileSync("ip", ["link"], { encoding: "utf8" }).includes(`${device}@`), false);
    const groups = execFileSync("find", ["/sys/fs/cgroup", "-name", NAME], { encoding: "utf8" });
    assert.equal(groups, "");
    assert.equal(bystander.exitCode, null);
  });

  /** What the pod gets at the address: the status, or the reason why there is none. */
  async function reach(from: string, name: string, url: string, body?: string): Promise<string> {
    const path = `/api/v1/namespaces/${from}/pods/${name}:8080/proxy/-/fetch?url=${encodeURIComponent(url)}`;
    const answer = await api.send(body === undefined ? "GET" : "POST", path, body);
    return answer.status === 200 ? (answer.body.split("\n")[0] ?? "") : answer.body;
  }
});

function namespace(name: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  };
}

function pod(inNamespace: string, name: string): readonly KubeObject[] {
  const metadata = { name, namespace: inNamespace, labels: { app: name } };
  const config = JSON.stringify({ port: 8080, pages: { "/": 200 } });
  const mounts = [
    { name: "config", mountPath: "/etc/simulator" },
    { name: "data", mountPath: "/data" },
  ];
  const security = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: inNamespace } },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { "config.json": config } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: { app: name }, ports: [{ port: 8080 }] },
    },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata,
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata,
      spec: {
        serviceAccountName: name,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name,
            image: IMAGE,
            args: ["/etc/simulator/config.json"],
            volumeMounts: mounts,
            securityContext: security,
          },
        ],
        volumes: [
          { name: "config", configMap: { name } },
          { name: "data", persistentVolumeClaim: { claimName: name } },
        ],
      },
    },
  ];
}

function policy(
  name: string,
  labels: Readonly<Record<string, string>>,
  rules: { ingress?: unknown[]; egress?: unknown[] },
): KubeObject {
  const policyTypes = [...(rules.ingress ? ["Ingress"] : []), ...(rules.egress ? ["Egress"] : [])];
  const spec = { podSelector: { matchLabels: labels }, policyTypes, ...rules };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: "one" },
    spec,
  };
}
