import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "@jest/globals";
import { Grafana } from "../../components/grafana";
import type { StackFile } from "../../config/schema";
import type { Dashboard, Plan } from "../../systems/plan";
import {
  SENTINEL,
  childList,
  contextOf,
  deploy,
  manifest,
  manifests,
  planWith,
  settingsWith,
  unwrapped,
} from "../kit";

interface Workload {
  readonly spec: {
    readonly strategy: unknown;
    readonly template: {
      readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
      readonly spec: {
        readonly initContainers: readonly Record<string, unknown>[];
        readonly containers: readonly Record<string, unknown>[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

const OVERVIEW: Dashboard = {
  system: "gauzian",
  folder: "Gauzian",
  uid: "gauzian-overview",
  title: "Gauzian - Overview",
  json: '{"uid":"gauzian-overview"}',
};

function grafana(changes: Partial<StackFile> = {}, plan: Partial<Plan> = {}, preview = false) {
  const context = contextOf(planWith(settingsWith(changes), [], { dashboards: [OVERVIEW], ...plan }));
  return deploy(() => new Grafana("grafana", { context }), { preview });
}

function pod(object: unknown): Workload["spec"]["template"]["spec"] {
  return (object as Workload).spec.template.spec;
}

test("has exactly these children", async () => {
  const resources = await grafana();

  expect(childList(resources)).toEqual([
    "ConfigMap grafana-config",
    "ConfigMap grafana-dashboard-gauzian-overview",
    "Deployment grafana",
    "NetworkPolicy grafana",
    "PersistentVolumeClaim grafana-data",
    "Secret grafana-credentials",
    "Secret grafana-secret-key",
    "Service grafana",
    "ServiceAccount grafana",
  ]);
  expect(
    resources
      .filter(({ type }) => type.startsWith("random:"))
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["grafana-admin-password", "grafana-credentials-revision", "grafana-secret-key"]);
});

test("is the Deployment grafana, one pod, never two on its volume (GAU-05, GAU-69)", async () => {
  const deployment = manifest(await grafana(), "Deployment", "grafana");

  expect(deployment.spec).toMatchObject({
    replicas: 1,
    strategy: { type: "Recreate" },
    selector: { matchLabels: { "app.kubernetes.io/name": "grafana" } },
  });
  const { containers, volumes } = pod(deployment);
  expect(containers).toEqual([
    expect.objectContaining({
      name: "grafana",
      image: "docker.io/grafana/grafana:13.2.3",
      ports: [{ name: "http", containerPort: 3000, protocol: "TCP" }],
      volumeMounts: [
        { name: "data", mountPath: "/var/lib/grafana" },
        { name: "config", mountPath: "/etc/grafana", readOnly: true },
        { name: "secrets", mountPath: "/etc/vigie/secrets", readOnly: true },
        { name: "tmp", mountPath: "/tmp" },
        { name: "dashboards-gauzian", mountPath: "/etc/vigie/dashboards/gauzian", readOnly: true },
      ],
    }),
  ]);
  expect(containers[0]).not.toHaveProperty("env");
  expect(volumes).toEqual([
    { name: "data", persistentVolumeClaim: { claimName: "grafana" } },
    {
      name: "config",
      configMap: {
        name: "grafana-config-00000000",
        items: [
          { key: "grafana.ini", path: "grafana.ini" },
          { key: "datasources.yaml", path: "provisioning/datasources/vigie.yaml" },
          { key: "dashboards.yaml", path: "provisioning/dashboards/vigie.yaml" },
          { key: "plugins.yaml", path: "provisioning/plugins/vigie.yaml" },
          { key: "alerting.yaml", path: "provisioning/alerting/vigie.yaml" },
        ],
      },
    },
    {
      name: "secrets",
      projected: {
        sources: [
          {
            secret: {
              name: "grafana-credentials",
              items: [{ key: "admin-password", path: "admin-password" }],
            },
          },
          {
            secret: {
              name: "grafana-secret-key-00000000",
              items: [{ key: "secret-key", path: "secret-key" }],
            },
          },
        ],
        defaultMode: 0o440,
      },
    },
    { name: "tmp", emptyDir: { sizeLimit: "128Mi" } },
    {
      name: "dashboards-gauzian",
      projected: {
        sources: [
          {
            configMap: {
              name: "dashboard-gauzian-overview",
              items: [{ key: "gauzian-overview.json", path: "gauzian-overview.json" }],
            },
          },
        ],
      },
    },
  ]);
});

test("liveness and readiness ask different questions", async () => {
  const [container] = pod(manifest(await grafana(), "Deployment", "grafana")).containers;

  expect(container).toMatchObject({
    livenessProbe: { httpGet: { path: "/healthz", port: "http" } },
    readinessProbe: { httpGet: { path: "/api/health", port: "http" } },
  });
});

describe("the admin's password (GAU-09, GAU-73, GAU-82 to GAU-84)", () => {
  test("is set again from the Secret's file before every start", async () => {
    const { initContainers } = pod(manifest(await grafana(), "Deployment", "grafana"));

    expect(initContainers).toEqual([
      expect.objectContaining({
        name: "admin-password",
        image: "docker.io/grafana/grafana:13.2.3",
        command: [
          "/bin/sh",
          "-c",
          [
            "set -eu",
            "[ -f /var/lib/grafana/grafana.db ] || exit 0",
            "exec grafana cli --homepath /usr/share/grafana --config /etc/grafana/grafana.ini admin reset-admin-password --password-from-stdin < /etc/vigie/secrets/admin-password",
          ].join("\n"),
        ],
      }),
    ]);
  });

  test("generated, it is in the Secret grafana-credentials and in a secret output", async () => {
    const context = contextOf(planWith(settingsWith()));
    const seen: { isSecret?: boolean; value?: string } = {};
    const resources = await deploy(async () => {
      const { adminPassword, adminUser } = new Grafana("grafana", { context });
      seen.isSecret = await pulumi.isSecret(adminPassword);
      adminPassword.apply((value) => (seen.value = value));
      expect(adminUser).toBe("admin");
    });

    expect(manifest(resources, "Secret", "grafana-credentials")).toMatchObject({
      metadata: { annotations: { "pulumi.com/patchForce": "true" } },
      stringData: { "admin-password": "<redacted>" },
    });
    expect(seen).toEqual({ isSecret: true, value: "<generated grafana-admin-password>" });
  });

  test("from the stack file, it is that value, and a change of it restarts Grafana", async () => {
    const resources = await grafana({ grafana: { adminPassword: { fromConfig: "admin" } } });

    const secret = resources.find(({ name }) => name === "grafana-credentials");
    expect(unwrapped(secret?.inputs.stringData)).toEqual({ "admin-password": `${SENTINEL}-admin` });
    const revision = resources.find(({ name }) => name === "grafana-credentials-revision");
    expect(unwrapped(revision?.inputs.keepers)).toEqual({ password: `${SENTINEL}-admin` });
    const deployment = manifest(resources, "Deployment", "grafana") as unknown as Workload;
    expect(deployment.spec.template.metadata.annotations).toEqual({
      "vigie/credentials-revision": "<random grafana-credentials-revision>",
    });
    expect(JSON.stringify(manifests(resources))).not.toContain(SENTINEL);
  });

  test("from a Secret of the user's, it never passes through the program", async () => {
    const resources = await grafana({
      grafana: { adminPassword: { fromSecret: { name: "my-grafana", key: "pw" } } },
    });

    expect(childList(resources)).not.toContain("Secret grafana-credentials");
    expect(resources.map(({ name }) => name)).not.toContain("grafana-admin-password");
    const { volumes } = pod(manifest(resources, "Deployment", "grafana"));
    expect(volumes.find(({ name }) => name === "secrets")).toMatchObject({
      projected: {
        sources: [
          { secret: { name: "my-grafana", items: [{ key: "pw", path: "admin-password" }] } },
          { secret: { name: "grafana-secret-key-00000000" } },
        ],
      },
    });
  });
});

test("a changed dashboard changes its ConfigMap in place and nothing else", async () => {
  const before = manifests(await grafana());
  const after = manifests(
    await grafana({}, { dashboards: [{ ...OVERVIEW, json: '{"uid":"gauzian-overview","refresh":"1m"}' }] }),
  );

  const changed = after.filter((object, index) => JSON.stringify(object) !== JSON.stringify(before[index]));
  expect(changed.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    "ConfigMap/dashboard-gauzian-overview",
  ]);
});

test("every child has the component as parent", async () => {
  const children = (await grafana()).filter(({ custom }) => custom);

  expect(children.map(({ typeChain }) => typeChain.at(-2))).toEqual(
    children.map(() => "vigie:grafana:Grafana"),
  );
});

test("previews while the generated password is still unknown", async () => {
  expect(childList(await grafana({}, {}, true))).toContain("Deployment grafana");
});
