import { describe, expect, test } from "@jest/globals";
import {
  DatabaseExporters,
  type DatabaseExportersArgs,
  type WorkloadPatch,
} from "../../components/databases";
import { database as schema, type Database } from "../../config/schema/databases";
import { childList, contextOf, deploy, manifest, planWith, settingsWith, systemWith } from "../kit";

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

interface Choices {
  readonly preview?: boolean;
  readonly transform?: DatabaseExportersArgs["transform"];
}

interface Named {
  readonly name: string;
}

function forTheShop(patch: WorkloadPatch): WorkloadPatch {
  return {
    ...patch,
    metadata: { ...patch.metadata, annotations: { ...patch.metadata.annotations, team: "shop" } },
  };
}

function exporters(databases: readonly Database[], { preview, transform }: Choices = {}) {
  const context = contextOf(planWith(settingsWith({}), [systemWith({ databases })]));
  const program = () => new DatabaseExporters("databases", { context, transform });
  return deploy(program, preview === undefined ? {} : { preview });
}

/** What the patch of a workload says it adds. */
async function content(databases: readonly Database[], choices: Choices = {}): Promise<unknown> {
  const { metadata } = manifest(await exporters(databases, choices), "Deployment", "postgres");
  return metadata.annotations?.["vigie/exporters"];
}

describe("an exporter beside somebody else's workload (GAU-31..36)", () => {
  test("is one patch and the Secret for the values of the stack file", async () => {
    expect(childList(await exporters([gauzian]))).toEqual([
      "DeploymentPatch databases-deployment.gauzian-v2.postgres",
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
          "pulumi.com/patchFieldManager": "vigie-exporters",
          "vigie/exporters": expect.stringMatching(/^[0-9a-f]{16}$/),
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

    expect(childList(resources)).toEqual(["StatefulSetPatch databases-statefulset.gauzian-v2.redis"]);
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

describe("what a patch adds, whose lists no preview compares", () => {
  const cache = schema.parse({
    name: "gauzian-cache",
    type: "redis",
    password: { fromConfig: "cachePassword" },
    sidecar: { kind: "Deployment", name: "postgres", namespace: "gauzian-v2" },
  });

  test("is told by a checksum that stays while it stays", async () => {
    expect(await content([gauzian])).toEqual(await content([gauzian]));
  });

  test.each<[string, readonly Database[], Choices]>([
    ["another image", [{ ...gauzian, image: "docker.io/prometheuscommunity/postgres-exporter:v0.20.1" }], {}],
    ["a Secret of another name", [schema.parse({ ...gauzian, user: undefined })], {}],
    ["one exporter more", [gauzian, cache], {}],
    ["a transform", [gauzian], { transform: { patch: (patch) => forTheShop(patch) } }],
  ])("has another checksum with %s", async (_what, databases, choices) => {
    expect(await content(databases, choices)).toMatch(/^[0-9a-f]{16}$/);
    expect(await content(databases, choices)).not.toEqual(await content([gauzian]));
  });

  test("is in one patch for each workload, each exporter with its own credentials", async () => {
    const resources = await exporters([gauzian, cache]);

    expect(childList(resources)).toEqual([
      "DeploymentPatch databases-deployment.gauzian-v2.postgres",
      "Secret databases-gauzian-cache-credentials",
      "Secret databases-gauzian-postgres-credentials",
    ]);
    const { spec } = manifest(resources, "Deployment", "postgres") as unknown as {
      spec: { template: { spec: { containers: Named[]; volumes: Named[] } } };
    };
    expect(spec.template.spec.containers).toMatchObject([
      { name: "postgres-exporter", volumeMounts: [{ name: "exporter-credentials" }] },
      { name: "redis-exporter", volumeMounts: [{ name: "redis-exporter-credentials" }] },
    ]);
    expect(spec.template.spec.volumes.map(({ name }) => name)).toEqual([
      "exporter-credentials",
      "redis-exporter-credentials",
    ]);
  });

  test.each([
    ["of another kind", { kind: "StatefulSet", name: "postgres", namespace: "gauzian-v2" }],
    ["of another namespace", { kind: "Deployment", name: "v2.postgres", namespace: "gauzian" }],
    ["of another name", { kind: "Deployment", name: "postgres-2", namespace: "gauzian-v2" }],
  ])("is apart from that of a workload %s", async (_what, sidecar) => {
    const resources = await exporters([gauzian, schema.parse({ ...cache, sidecar })]);

    const patches = childList(resources).filter((child) => child.includes("Patch "));
    expect(new Set(patches.map((patch) => patch.split(" ")[1])).size).toBe(2);
  });
});

test("every child has its component as parent", async () => {
  const children = (await exporters([gauzian])).filter(({ custom }) => custom);

  expect(children.map(({ typeChain }) => typeChain.at(-2))).toEqual(
    children.map(() => "vigie:databases:ExporterSidecar"),
  );
});

test("previews while every name is still unknown", async () => {
  expect(childList(await exporters([gauzian], { preview: true }))).toContain(
    "DeploymentPatch databases-deployment.gauzian-v2.postgres",
  );
});
