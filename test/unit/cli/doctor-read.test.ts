import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { withFiles } from "../../kit";
import { HELLO, kubeconfig, withServer, type Answers, type FakeServer } from "./doctor-server";
import { demandingStack } from "./doctor-stack";

const LAUNCHER = join(__dirname, "..", "..", "..", "cli", "launch.mjs");
const SENTINEL = "c2VudGluZWwtdmFsdWU=";

const named = (...names: readonly string[]) => ({ items: names.map((name) => ({ metadata: { name } })) });
const secretOf = (...keys: readonly string[]) => ({
  kind: "Secret",
  data: Object.fromEntries(keys.map((key) => [key, SENTINEL])),
});
const traefikPod = (labels: object, args: readonly string[]) => ({
  metadata: { name: "traefik-1", labels },
  spec: { containers: [{ args }] },
  status: { phase: "Running" },
});

const COMPLETE: Answers = {
  ...HELLO,
  "/apis/traefik.io/v1alpha1": { resources: [{ name: "ingressroutes" }, { name: "middlewares" }] },
  "/apis/traefik.io/v1alpha1/namespaces/edge/middlewares/office-only": {},
  "/api/v1/namespaces/kube-system/services/traefik": {
    spec: { ports: [{ port: 80 }], selector: { "app.kubernetes.io/name": "traefik" } },
  },
  "/api/v1/namespaces/kube-system/pods": {
    items: [
      traefikPod({ "app.kubernetes.io/name": "traefik" }, [
        "--providers.kubernetescrd",
        "--providers.kubernetescrd.allowCrossNamespace=true",
      ]),
    ],
  },
  "/apis/storage.k8s.io/v1/storageclasses": {
    items: [{ metadata: { name: "fast" }, allowVolumeExpansion: true }],
  },
  "/api/v1/namespaces/monitoring": { metadata: { name: "monitoring" }, status: { phase: "Active" } },
  "/api/v1/namespaces/monitoring-agents": {
    metadata: {
      labels: { "app.kubernetes.io/part-of": "vigie", "app.kubernetes.io/managed-by": "pulumi" },
    },
  },
  "/api/v1/namespaces/monitoring/persistentvolumeclaims": named(),
  "/api/v1/namespaces/monitoring/secrets/grafana-login": secretOf("password"),
  "/api/v1/namespaces/monitoring/secrets/mirror": secretOf(".dockerconfigjson"),
  "/api/v1/namespaces/monitoring/secrets/slack": secretOf("url"),
  "/api/v1/namespaces/monitoring/secrets/users": secretOf("htpasswd"),
  "/api/v1/namespaces/monitoring/secrets/wildcard": secretOf("tls.crt", "tls.key"),
  "/api/v1/namespaces/monitoring-agents/secrets/mirror": secretOf(".dockerconfigjson"),
  "/api/v1/namespaces/shop/secrets/orders-db": secretOf("password", "user"),
  "/apis/apps/v1/namespaces/shop/statefulsets/postgres": {},
  "/apis/scheduling.k8s.io/v1/priorityclasses/high": {},
};

interface Run {
  readonly status: number | null;
  readonly output: string;
  readonly requests: FakeServer["requests"];
}

/** The command as a user runs it, against a server that answers so; not spawnSync, as the server is in this process. */
function doctor(answers: Answers): Promise<Run> {
  return withServer(answers, (server) =>
    withFiles({ config: kubeconfig(server.url) }, async (folder) => {
      const stack = demandingStack({ kubeconfig: join(folder, "config") });
      return withFiles({ "Pulumi.demanding.yaml": stack }, (stackFolder) =>
        run(["doctor", "--config-file", join(stackFolder, "Pulumi.demanding.yaml")], server),
      );
    }),
  );
}

function run(args: readonly string[], { requests }: FakeServer): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status, output, requests });
    });
  });
}

describe("doctor, against an API server", () => {
  it("finds nothing where everything is there, and says which secrets are still to set", async () => {
    const { status, output, requests } = await doctor(COMPLETE);

    expect(output).toContain("demanding: the cluster has everything that the stack needs");
    expect(output).toMatch(/cluster: test \(http:\/\/127\.0\.0\.1:\d+\), Kubernetes v1\.33\.4\+k3s1/);
    expect(output).toContain("pulumi config set --secret --path 'vigie:secrets.nightWebhook' -s demanding");
    expect(status).toBe(0);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it("says every thing that an empty cluster lacks, and exits 1", async () => {
    const { status, output } = await doctor(HELLO);

    expect(status).toBe(1);
    for (const text of [
      "Namespace monitoring: does not exist, and vigie:namespace.create is false",
      "Traefik's definitions: ingressroutes.traefik.io and middlewares.traefik.io are not installed",
      "Service kube-system/traefik: Traefik is not there",
      "StatefulSet shop/postgres: does not exist",
      "Secret monitoring/grafana-login: does not exist, needed by vigie:grafana.adminPassword",
      "Secret monitoring/slack: does not exist, needed by vigie:alerting.receivers.team.webhookUrl",
      "Secret monitoring/wildcard: does not exist",
      "Secret shop/orders-db: does not exist",
      "PriorityClass high: does not exist",
      "warning: Secret monitoring-agents/mirror: does not exist, nor does its namespace yet",
      "warning: Storage classes: cannot be looked at",
    ]) {
      expect(output).toContain(text);
    }
    expect(output).not.toMatch(/^\s+at /m);
  });

  it("names keys of a Secret, never a value", async () => {
    const { status, output } = await doctor({
      ...COMPLETE,
      "/api/v1/namespaces/monitoring/secrets/slack": secretOf("webhook"),
    });

    expect(status).toBe(1);
    expect(output).toContain('Secret monitoring/slack: has no key "url"');
    expect(output).toContain('it has "webhook"');
    expect(output).not.toContain(SENTINEL);
    expect(output).not.toContain(Buffer.from(SENTINEL, "base64").toString());
  });

  it("looks for Traefik elsewhere, and at what its pods carry and were told", async () => {
    const moved = await doctor({
      ...COMPLETE,
      "/api/v1/namespaces/kube-system/services/traefik": 404,
      "/api/v1/services": { items: [{ metadata: { namespace: "edge", name: "traefik" } }] },
    });
    expect(moved.output).toContain('did you mean "edge/traefik"?');

    const odd = await doctor({
      ...COMPLETE,
      "/api/v1/namespaces/kube-system/pods": {
        items: [traefikPod({ app: "edge" }, ["--providers.kubernetescrd"])],
      },
    });
    expect(odd.status).toBe(1);
    expect(odd.output).toContain("traefik-1 lacks app.kubernetes.io/name: traefik");
    expect(odd.output).toContain("run without allowCrossNamespace");
  });

  it("warns of what it may not read, and does not call it absent", async () => {
    const { status, output } = await doctor({
      ...COMPLETE,
      "/api/v1/namespaces/monitoring/secrets/slack": 403,
      "/apis/storage.k8s.io/v1/storageclasses": 500,
    });

    expect(status).toBe(0);
    expect(output).toContain("warning: Secret monitoring/slack: cannot be looked at: not allowed (403)");
    expect(output).toContain("warning: Storage classes: cannot be looked at: the server answered 500");
  });
});
