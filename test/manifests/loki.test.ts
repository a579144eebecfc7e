import { describe, expect, test } from "@jest/globals";
import { Loki } from "../../components/loki";
import type { StackFile } from "../../config/schema";
import type { Plan } from "../../systems/plan";
import { SENTINEL, childList, contextOf, deploy, manifest, manifests, planWith, settingsWith } from "../kit";

interface Pod {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly initContainers?: readonly { readonly image: string; readonly command: readonly string[] }[];
        readonly containers: readonly { readonly env: readonly { readonly name: string }[] }[];
        readonly volumes: readonly unknown[];
      };
    };
  };
}

function loki(changes: Partial<StackFile> = {}, plan: Partial<Plan> = {}, preview = false) {
  const context = contextOf(planWith(settingsWith(changes), [], plan));
  return deploy(() => new Loki("loki", { context }), { preview });
}

test("has exactly these children", async () => {
  expect(childList(await loki())).toEqual([
    "ConfigMap loki-config",
    "ConfigMap loki-rules",
    "NetworkPolicy loki",
    "PersistentVolumeClaim loki-data",
    "Service loki",
    "ServiceAccount loki",
    "StatefulSet loki",
  ]);
});

test("keeps its data on a claim of its own, which grows in place and may be protected", async () => {
  const resources = await loki({
    loki: { storage: { size: "50Gi" } },
    scheduling: { storageClass: "fast", protect: true },
  });

  expect(manifest(resources, "PersistentVolumeClaim", "loki").spec).toEqual({
    accessModes: ["ReadWriteOnce"],
    storageClassName: "fast",
    resources: { requests: { storage: "50Gi" } },
  });
  const [claim] = resources.filter(({ name }) => name === "loki-data");
  expect(claim?.ignoreChanges).toEqual(["spec.storageClassName"]);
  expect(resources.filter(({ protect }) => protect).map(({ name }) => name)).toEqual(["loki-data"]);
  expect(manifest(resources, "StatefulSet", "loki").spec).not.toHaveProperty("volumeClaimTemplates");
});

test("is one hardened pod with its configuration, rules and data", async () => {
  const { spec } = manifest(await loki(), "StatefulSet", "loki");

  expect(spec).toEqual({
    replicas: 1,
    serviceName: "loki",
    selector: { matchLabels: { "app.kubernetes.io/name": "loki" } },
    template: {
      metadata: {
        labels: {
          "app.kubernetes.io/name": "loki",
          "app.kubernetes.io/instance": "vigie",
          "app.kubernetes.io/component": "logs",
          "app.kubernetes.io/part-of": "vigie",
          "app.kubernetes.io/managed-by": "pulumi",
        },
      },
      spec: expect.objectContaining({
        serviceAccountName: "loki",
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 120,
        securityContext: expect.objectContaining({ runAsNonRoot: true, runAsUser: 10_001, fsGroup: 10_001 }),
        containers: [
          expect.objectContaining({
            name: "loki",
            args: ["-config.file=/etc/loki/config/loki.yaml"],
            env: [{ name: "GOMEMLIMIT", value: "603979776" }],
            volumeMounts: [
              { name: "data", mountPath: "/loki" },
              { name: "config", mountPath: "/etc/loki/config", readOnly: true },
              { name: "rules", mountPath: "/etc/loki/rules/fake", readOnly: true },
              { name: "tmp", mountPath: "/tmp" },
            ],
          }),
        ],
        volumes: [
          { name: "data", persistentVolumeClaim: { claimName: "loki" } },
          { name: "config", configMap: { name: "loki-config-00000000" } },
          { name: "rules", configMap: { name: "loki-rules" } },
          { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
        ],
      }),
    },
  });
});

test("a changed rule changes its ConfigMap in place and nothing else", async () => {
  const groups = [{ name: "shop", rules: [{ alert: "A", expr: 'rate({app="shop"}[5m]) > 1' }] }];
  const rules = { lokiRuleFiles: [{ system: "shop", fileName: "shop.yaml", source: "shop.yaml", groups }] };

  const before = manifests(await loki());
  const after = manifests(await loki({}, rules));

  const changed = after.filter((object, index) => JSON.stringify(object) !== JSON.stringify(before[index]));
  expect(changed.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual(["ConfigMap/loki-rules"]);
});

describe("with S3", () => {
  const objectStorage = {
    endpoint: "https://s3.fr-par.scw.cloud",
    region: "fr-par",
    from: "2024-04-01",
    bucket: "shop-logs",
    accessKeyId: { fromConfig: "s3Key" },
    secretAccessKey: { fromSecret: { name: "s3", key: "secret" } },
  };

  test("the keys reach Loki as a credentials file written in memory, never through its environment", async () => {
    const resources = await loki({ loki: { objectStorage } });

    const pod = manifest(resources, "StatefulSet", "loki") as unknown as Pod;
    const { initContainers, containers, volumes } = pod.spec.template.spec;
    expect(initContainers?.map(({ command }) => command.at(-1))).toEqual([
      [
        "set -eu",
        "umask 077",
        `printf '[default]\\naws_access_key_id = %s\\naws_secret_access_key = %s\\n' "$(cat /etc/loki/s3-keys/access-key-id)" "$(cat /etc/loki/s3-keys/secret-access-key)" > /etc/loki/s3/credentials`,
      ].join("\n"),
    ]);
    expect(containers[0]?.env).toEqual([
      { name: "GOMEMLIMIT", value: "603979776" },
      { name: "AWS_SHARED_CREDENTIALS_FILE", value: "/etc/loki/s3/credentials" },
    ]);
    expect(volumes.slice(-2)).toEqual([
      {
        name: "s3-keys",
        projected: {
          sources: [
            {
              secret: {
                name: "loki-s3-00000000",
                items: [{ key: "access-key-id", path: "access-key-id" }],
              },
            },
            { secret: { name: "s3", items: [{ key: "secret", path: "secret-access-key" }] } },
          ],
          defaultMode: 0o440,
        },
      },
      { name: "s3", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
    ]);
    expect(JSON.stringify(manifests(resources))).not.toContain(SENTINEL);
  });
});

test("a transform edits the StatefulSet before it is created", async () => {
  const context = contextOf(planWith(settingsWith()));
  const resources = await deploy(
    () =>
      new Loki("loki", {
        context,
        transform: {
          statefulSet: (args) => ({ ...args, metadata: { name: "loki", annotations: { a: "b" } } }),
        },
      }),
  );

  expect(manifest(resources, "StatefulSet", "loki").metadata.annotations).toEqual({ a: "b" });
});

test("previews on an empty cluster", async () => {
  expect(childList(await loki({}, {}, true))).toContain("StatefulSet loki");
});
