import { describe, expect, test } from "@jest/globals";
import { DatabaseExporters } from "../../components/databases";
import { database as schema, type Database } from "../../config/schema/databases";
import type { StackFile } from "../../config/schema";
import { SENTINEL, childList, contextOf, deploy, manifest, planWith, settingsWith, systemWith } from "../kit";

const HARDENED = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
const OWN_USER = {
  runAsNonRoot: true,
  runAsUser: 65_534,
  runAsGroup: 65_534,
  seccompProfile: { type: "RuntimeDefault" },
};
const RESOURCES = {
  requests: { cpu: "10m", memory: "24Mi", "ephemeral-storage": "64Mi" },
  limits: { cpu: "100m", memory: "64Mi", "ephemeral-storage": "1Gi" },
};

const gauzian = schema.parse({
  name: "gauzian-postgres",
  type: "postgres",
  database: "gauzian",
  image: "docker.io/prometheuscommunity/postgres-exporter:v0.15.0",
  user: { fromConfig: "pgUser" },
  password: { fromSecret: { name: "postgres", key: "password" } },
  sidecar: { kind: "Deployment", name: "postgres", namespace: "gauzian-v2" },
});

function exporters(databases: readonly Database[], changes: Partial<StackFile> = {}, preview = false) {
  const context = contextOf(planWith(settingsWith(changes), [systemWith({ databases })]));
  return deploy(() => new DatabaseExporters("databases", { context }), { preview });
}

describe("an exporter beside somebody else's workload (GAU-31..36)", () => {
  test("is one patch and the Secret for the values of the stack file", async () => {
    expect(childList(await exporters([gauzian]))).toEqual([
      "DeploymentPatch databases-gauzian-postgres",
      "Secret databases-gauzian-postgres-credentials",
    ]);
  });

  test("adds exactly its container and volume, and owns nothing else", async () => {
    const patch = manifest(await exporters([gauzian]), "Deployment", "postgres");

    expect(patch).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: {
        name: "postgres",
        namespace: "gauzian-v2",
        annotations: {
          "pulumi.com/patchForce": "true",
          "pulumi.com/patchFieldManager": "vigie-gauzian-postgres",
        },
      },
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: "postgres-exporter",
                image: "docker.io/prometheuscommunity/postgres-exporter:v0.15.0",
                imagePullPolicy: "IfNotPresent",
                resources: RESOURCES,
                env: [
                  { name: "DATA_SOURCE_PASS_FILE", value: "/etc/exporter/password" },
                  { name: "DATA_SOURCE_URI", value: "localhost:5432/gauzian?sslmode=disable" },
                  { name: "DATA_SOURCE_USER_FILE", value: "/etc/exporter/user" },
                ],
                ports: [{ name: "metrics", containerPort: 9187, protocol: "TCP" }],
                volumeMounts: [{ name: "exporter-credentials", mountPath: "/etc/exporter", readOnly: true }],
                livenessProbe: {
                  httpGet: { path: "/", port: 9187 },
                  periodSeconds: 30,
                  timeoutSeconds: 5,
                  failureThreshold: 6,
                },
                securityContext: { ...HARDENED, ...OWN_USER },
              },
            ],
            volumes: [
              {
                name: "exporter-credentials",
                projected: {
                  sources: [
                    {
                      secret: {
                        name: "databases-gauzian-postgres-credentials-00000000",
                        items: [{ key: "user", path: "user" }],
                      },
                    },
                    { secret: { name: "postgres", items: [{ key: "password", path: "password" }] } },
                  ],
                  defaultMode: 0o444,
                },
              },
            ],
          },
        },
      },
    });
  });

  test("keeps its Secret in the workload's namespace, immutable and redacted", async () => {
    const resources = await exporters([gauzian]);

    const secret = manifest(resources, "Secret", "databases-gauzian-postgres-credentials-00000000");
    expect(secret).toMatchObject({
      metadata: { namespace: "gauzian-v2" },
      immutable: true,
      stringData: { user: "<redacted>" },
    });
  });

  test("without credentials needs no Secret and no volume; a StatefulSet is patched as one", async () => {
    const redis = schema.parse({
      name: "gauzian-redis",
      type: "redis",
      image: "docker.io/oliver006/redis_exporter:v1.55.0",
      sidecar: { kind: "StatefulSet", name: "redis", namespace: "gauzian-v2" },
    });
    const resources = await exporters([redis]);

    expect(childList(resources)).toEqual(["StatefulSetPatch databases-gauzian-redis"]);
    const { spec } = manifest(resources, "StatefulSet", "redis") as unknown as {
      spec: { template: { spec: { containers: { name: string; env: unknown; ports: unknown }[] } } };
    };
    expect(Object.keys(spec.template.spec)).toEqual(["containers"]);
    expect(spec.template.spec.containers).toMatchObject([
      {
        name: "redis-exporter",
        env: [{ name: "REDIS_ADDR", value: "redis://localhost:6379" }],
        ports: [{ name: "metrics", containerPort: 9121, protocol: "TCP" }],
      },
    ]);
  });
});

describe("an exporter of its own", () => {
  const orders = schema.parse({
    name: "orders",
    type: "mongodb",
    address: "mongo.example.org:27018",
    user: { fromConfig: "mongoUser" },
    password: { fromConfig: "mongoPassword" },
  });

  test("has exactly these children", async () => {
    expect(childList(await exporters([orders]))).toEqual([
      "Deployment databases-orders",
      "NetworkPolicy databases-orders",
      "Secret databases-orders-credentials",
      "Service databases-orders",
      "ServiceAccount databases-orders",
    ]);
  });

  test("has no network policy where the stack has none", async () => {
    const resources = await exporters([orders], { namespace: { networkPolicies: false } });

    expect(childList(resources)).not.toContain("NetworkPolicy databases-orders");
  });

  test("gets MongoDB's credentials by reference, never as a value", async () => {
    const deployment = manifest(await exporters([orders]), "Deployment", "orders-mongodb-exporter");

    const secret = "databases-orders-credentials-00000000";
    expect(deployment).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: "mongodb-exporter",
                env: [
                  { name: "MONGODB_URI", value: "mongodb://mongo.example.org:27018" },
                  {
                    name: "MONGODB_USER",
                    valueFrom: { secretKeyRef: { name: secret, key: "MONGODB_USER" } },
                  },
                  {
                    name: "MONGODB_PASSWORD",
                    valueFrom: { secretKeyRef: { name: secret, key: "MONGODB_PASSWORD" } },
                  },
                ],
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(deployment)).not.toContain(SENTINEL);
  });

  test("is found by Prometheus at its Service, and may reach the database's port only", async () => {
    const resources = await exporters([orders]);

    expect(manifest(resources, "Service", "orders-mongodb-exporter").spec).toEqual({
      clusterIP: "None",
      selector: { "app.kubernetes.io/name": "orders-mongodb-exporter" },
      ports: [{ name: "metrics", port: 9216, targetPort: "metrics", protocol: "TCP" }],
    });
    const { spec } = manifest(resources, "NetworkPolicy", "orders-mongodb-exporter") as unknown as {
      spec: { ingress: unknown; egress: unknown[] };
    };
    expect(spec.ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } } }],
        ports: [{ port: 9216, protocol: "TCP" }],
      },
    ]);
    expect(spec.egress.slice(1)).toEqual([{ ports: [{ port: 27_018, protocol: "TCP" }] }]);
  });
});

test("every child has its component as parent", async () => {
  const children = (await exporters([gauzian])).filter(({ custom }) => custom);

  expect(children.map(({ typeChain }) => typeChain.at(-2))).toEqual(
    children.map(() => "vigie:databases:ExporterSidecar"),
  );
});

test("previews while every name is still unknown", async () => {
  expect(childList(await exporters([gauzian], {}, true))).toContain(
    "DeploymentPatch databases-gauzian-postgres",
  );
});
