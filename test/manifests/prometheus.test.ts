import { beforeAll, describe, expect, it } from "@jest/globals";
import { Prometheus } from "../../components/prometheus";
import type { Recorded } from "../../cli/program/record";
import type { StackFile } from "../../config/schema";
import type { System } from "../../systems/model";
import type { RuleFile } from "../../systems/plan";
import {
  SENTINEL,
  childList,
  contextOf,
  deploy,
  manifest,
  manifests,
  planWith,
  settingsWith,
  systemWith,
} from "../kit";

const MINIO: System = systemWith({
  scrapes: [
    {
      job: "minio",
      target: { kind: "service", namespace: "shop", service: "minio", port: 9000 },
      path: "/minio/v2/metrics/cluster",
      scheme: "http",
      bearerToken: { fromConfig: "minioToken" },
      labels: {},
    },
  ],
});

const RULES: RuleFile = {
  system: "shop",
  fileName: "shop-alerts.yaml",
  source: "rules/shop.yaml",
  groups: [{ name: "shop", rules: [{ alert: "Down", expr: "up == 0" }] }],
};

function deployed(changes: Partial<StackFile> = {}, systems: readonly System[] = [], preview = false) {
  const context = contextOf(planWith(settingsWith(changes), systems, { ruleFiles: [RULES] }));
  return deploy(() => new Prometheus("prometheus", { context }), { preview });
}

interface Pod {
  readonly spec: {
    readonly serviceName: string;
    readonly template: {
      readonly metadata: {
        readonly labels: Record<string, string>;
        readonly annotations?: Record<string, string>;
      };
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly volumes: readonly { readonly name: string }[];
        readonly containers: readonly [
          {
            readonly args: readonly string[];
            readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
          },
        ];
      };
    };
  };
}

function podOf(resources: readonly Recorded[]) {
  return (manifest(resources, "StatefulSet", "prometheus") as unknown as Pod).spec.template;
}

describe("with nothing secret", () => {
  let resources: readonly Recorded[];
  beforeAll(async () => {
    resources = await deployed();
  });

  it("is exactly these objects", () => {
    expect(childList(resources)).toEqual([
      "ClusterRole prometheus",
      "ClusterRoleBinding prometheus",
      "ConfigMap prometheus-config",
      "ConfigMap prometheus-rules",
      "NetworkPolicy prometheus",
      "PersistentVolumeClaim prometheus-data",
      "Service prometheus",
      "ServiceAccount prometheus",
      "StatefulSet prometheus",
    ]);
  });

  it("gives every child the component as parent", () => {
    const component = resources.find(({ type }) => type === "vigie:prometheus:Prometheus");

    expect(component).toBeDefined();
    for (const child of resources.filter(({ custom }) => custom)) expect(child.parent).toBe(component?.urn);
  });

  it("may read nodes, pods, Services and metrics in the cluster, nothing else", () => {
    expect(manifest(resources, "ClusterRole", "monitoring-prometheus").rules).toEqual([
      { apiGroups: [""], resources: ["nodes", "pods", "services"], verbs: ["get", "list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["get", "list", "watch"] },
      { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
      { nonResourceURLs: ["/metrics"], verbs: ["get"] },
    ]);
  });

  it("mounts configuration, rules and its own volume by their fixed names", () => {
    const { spec } = podOf(resources);

    expect(spec.automountServiceAccountToken).toBe(true);
    expect(spec.volumes).toEqual([
      { name: "config", configMap: { name: "prometheus-config" } },
      { name: "rules", projected: { sources: [{ configMap: { name: "prometheus-rules" } }] } },
      { name: "data", persistentVolumeClaim: { claimName: "prometheus" } },
    ]);
    expect(spec.containers[0].volumeMounts.map(({ mountPath }) => mountPath)).toEqual([
      "/etc/prometheus/config",
      "/etc/prometheus/rules",
      "/prometheus",
    ]);
  });

  it("keeps configuration that changes in place mutable", () => {
    const config = manifest(resources, "ConfigMap", "prometheus-config");

    expect(config).not.toHaveProperty("immutable");
    expect(Object.keys(config.data as object)).toEqual(["prometheus.yml"]);
    expect(Object.keys(manifest(resources, "ConfigMap", "prometheus-rules").data as object)).toEqual([
      "shop-alerts.yaml",
    ]);
  });

  it("answers Grafana and itself alone", () => {
    expect(manifest(resources, "NetworkPolicy", "prometheus").spec).toMatchObject({
      ingress: [
        {
          from: ["grafana", "prometheus"].map((app) => ({
            podSelector: { matchLabels: { "app.kubernetes.io/name": app } },
          })),
          ports: [{ port: 9090, protocol: "TCP" }],
        },
      ],
    });
  });
});

describe("with a bearer token", () => {
  it("mounts it as a file and shows it nowhere", async () => {
    const resources = await deployed({}, [MINIO]);
    const { spec } = podOf(resources);
    const secret = resources.find(({ type }) => type.endsWith(":Secret"));

    expect(spec.volumes.at(-1)).toEqual({
      name: "prometheus-secrets",
      projected: {
        defaultMode: 0o440,
        sources: [
          {
            secret: {
              name: "prometheus-secrets-00000000",
              items: [{ key: "scrape-minio", path: "scrape-minio" }],
            },
          },
        ],
      },
    });
    expect(spec.containers[0].volumeMounts.at(-1)).toMatchObject({ mountPath: "/etc/prometheus/secrets" });
    expect(JSON.stringify(secret?.inputs)).toContain(`${SENTINEL}-minioToken`);
    expect(JSON.stringify(manifests(resources))).not.toContain(SENTINEL);
  });
});

it("lets Traefik in when it has a public address", async () => {
  const resources = await deployed({
    exposure: { prometheus: { host: "p.example.org", auth: { type: "basic" } } },
  });

  expect(manifest(resources, "NetworkPolicy", "prometheus").spec).toMatchObject({
    ingress: [
      {
        from: expect.arrayContaining([
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "app.kubernetes.io/name": "traefik" } },
          },
        ]),
      },
    ],
  });
  expect(podOf(resources).spec.containers[0].args).toContain("--web.external-url=https://p.example.org");
});

it("takes size, class, labels and annotations from the stack file", async () => {
  const resources = await deployed({
    prometheus: {
      storage: { size: "50Gi", storageClass: "fast" },
      labels: { team: "a" },
      annotations: { note: "b" },
    },
    scheduling: { protect: true },
  });

  expect(manifest(resources, "PersistentVolumeClaim", "prometheus").spec).toEqual({
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: "50Gi" } },
    storageClassName: "fast",
  });
  expect(resources.find(({ type }) => type.endsWith(":PersistentVolumeClaim"))?.protect).toBe(true);
  expect(podOf(resources).metadata.labels).toMatchObject({ team: "a" });
  expect(podOf(resources).metadata.annotations).toEqual({ note: "b" });
});

it("has no policy where the cluster enforces none", async () => {
  expect(childList(await deployed({ namespace: { networkPolicies: false } }))).not.toContain(
    "NetworkPolicy prometheus",
  );
});

it("is the same in a preview, where nothing exists yet", async () => {
  const preview = await deployed({}, [MINIO], true);
  const up = await deployed({}, [MINIO]);

  expect(manifests(preview)).toEqual(manifests(up));
});

it("can be edited before it is made", async () => {
  const context = contextOf(planWith(settingsWith()));
  const resources = await deploy(
    () =>
      new Prometheus("prometheus", {
        context,
        transform: {
          statefulSet: (args) => ({
            ...args,
            spec: { ...(args.spec as object), minReadySeconds: 7 } as never,
          }),
        },
      }),
  );

  expect(manifest(resources, "StatefulSet", "prometheus").spec).toMatchObject({
    minReadySeconds: 7,
    replicas: 1,
  });
});
