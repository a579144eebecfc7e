import { describe, expect, it } from "@jest/globals";
import { refuseOtherClass } from "../../../components/kit/claim";
import { transformed } from "../../../components/kit/context";
import { serviceUrl } from "../../../base/endpoints";
import { agentsNamespace } from "../../../config/schema/platform";
import { labels } from "../../../components/kit/labels";
import { hardenedContainer, hardenedPod, mirrored } from "../../../components/kit/pod";
import { checksum, toJson, toYaml } from "../../../base/serialise";
import { resourcesFor } from "../../../components/kit/sizes";
import { objectLabels, podMetadata } from "../../../components/kit/workload";
import { settingsWith } from "../../kit/settings";

describe("labels", () => {
  it("cannot be overwritten where a selector depends on them", () => {
    expect(
      labels({ app: "loki", component: "logs", extra: { "app.kubernetes.io/name": "x", team: "a" } }),
    ).toEqual({
      "app.kubernetes.io/name": "loki",
      "app.kubernetes.io/instance": "vigie",
      "app.kubernetes.io/component": "logs",
      "app.kubernetes.io/part-of": "vigie",
      "app.kubernetes.io/managed-by": "pulumi",
      team: "a",
    });
  });

  it("come from the whole stack and from the workload, the workload's own last", () => {
    const settings = settingsWith({ scheduling: { labels: { team: "a", tier: "ops" } } });

    expect(objectLabels("loki", "logs", settings, { labels: { team: "b" } })).toMatchObject({
      team: "b",
      tier: "ops",
    });
  });

  it("of a pod template hold no empty annotations", () => {
    expect(podMetadata({ a: "b" })).toEqual({ labels: { a: "b" } });
    expect(podMetadata({ a: "b" }, { annotations: { x: "1" } }, { x: "0", y: "2" })).toEqual({
      labels: { a: "b" },
      annotations: { x: "1", y: "2" },
    });
  });
});

describe("images behind a mirror", () => {
  it.each([
    ["docker.io/prom/prometheus:v3", undefined, "docker.io/prom/prometheus:v3"],
    ["docker.io/prom/prometheus:v3", "mirror.example.org/x", "mirror.example.org/x/prom/prometheus:v3"],
    ["localhost:5000/a:1", "mirror.example.org", "mirror.example.org/a:1"],
    ["prom/prometheus:v3", "mirror.example.org", "mirror.example.org/prom/prometheus:v3"],
    ["redis:7", "mirror.example.org", "mirror.example.org/redis:7"],
  ])("%s with %s", (image, registry, expected) => {
    expect(mirrored(image, registry)).toBe(expected);
  });
});

describe("a hardened pod", () => {
  const container = (settings = settingsWith()) =>
    hardenedContainer({
      name: "a",
      image: "docker.io/a/b:1",
      settings,
      resources: resourcesFor("grafana", "small"),
    });

  it("has no privilege, no token and a read-only root", () => {
    const settings = settingsWith();

    expect(hardenedPod({ settings, serviceAccountName: "a", containers: [container()] })).toEqual({
      serviceAccountName: "a",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_534,
        runAsGroup: 65_534,
        fsGroup: 65_534,
        fsGroupChangePolicy: "OnRootMismatch",
        seccompProfile: { type: "RuntimeDefault" },
      },
      nodeSelector: { "kubernetes.io/os": "linux" },
      containers: [
        {
          name: "a",
          image: "docker.io/a/b:1",
          imagePullPolicy: "Always",
          resources: resourcesFor("grafana", "small"),
          securityContext: {
            allowPrivilegeEscalation: false,
            privileged: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    });
  });

  it("goes where the stack file says, the workload's own words first", () => {
    const settings = settingsWith({
      scheduling: {
        nodeSelector: { pool: "all" },
        tolerations: [{ key: "a", operator: "Exists" }],
        imagePullSecrets: ["pull"],
        priorityClassName: "high",
        imagePullPolicy: "IfNotPresent",
      },
    });
    const pod = (workload = {}) =>
      hardenedPod({ settings, serviceAccountName: "a", containers: [container(settings)], workload });

    expect(pod()).toMatchObject({
      nodeSelector: { pool: "all" },
      tolerations: [{ key: "a", operator: "Exists" }],
      imagePullSecrets: [{ name: "pull" }],
      priorityClassName: "high",
      containers: [{ imagePullPolicy: "IfNotPresent" }],
    });
    expect(pod({ nodeSelector: { pool: "own" }, tolerations: [] })).toMatchObject({
      nodeSelector: { pool: "own", "kubernetes.io/os": "linux" },
    });
    expect(pod({ tolerations: [] })).not.toHaveProperty("tolerations");
  });
});

describe("resources", () => {
  it("are the profile's, field by field under the stack file's own", () => {
    const own = settingsWith({ prometheus: { resources: { limits: { memory: "3Gi" } } } }).prometheus
      .resources;

    expect(resourcesFor("prometheus", "small", own)).toEqual({
      requests: { cpu: "100m", memory: "256Mi", "ephemeral-storage": "64Mi" },
      limits: { cpu: "1000m", memory: "3Gi", "ephemeral-storage": "1Gi" },
    });
  });
});

describe("text", () => {
  const value = { b: [{ d: 1, c: undefined }], a: "x" };

  it("has sorted keys and no undefined fields", () => {
    expect(toYaml(value)).toBe("a: x\nb:\n  - d: 1\n");
    expect(toJson(value)).toBe('{\n  "a": "x",\n  "b": [\n    {\n      "d": 1\n    }\n  ]\n}\n');
  });

  it("is told apart by its checksum, also where the parts together are the same", () => {
    expect(checksum("ab", "c")).not.toBe(checksum("a", "bc"));
    expect(checksum("ab", "c")).toBe(checksum("ab", "c"));
  });
});

describe("the storage class of a volume", () => {
  const wanted = (storageClass: string | undefined) => ({
    objectName: "loki",
    storageClass,
    path: "vigie:loki.storage.storageClass",
  });

  it("is refused where the volume was made with another, which would cost its data", () => {
    expect(() => {
      refuseOtherClass("standard", wanted("fast"));
    }).toThrow(
      'vigie:loki.storage.storageClass: is "fast", but the volume of PersistentVolumeClaim loki was made with "standard", which cannot change; ' +
        'write "standard", or move the data first: docs/operations.md, "Move a volume to another storage class"',
    );
  });

  it.each([
    ["the same", "fast", "fast"],
    ["not said any more", "fast", undefined],
    ["that of a volume that is not there yet", undefined, "fast"],
  ])("passes where it is %s", (_, made, now) => {
    expect(() => {
      refuseOtherClass(made, wanted(now));
    }).not.toThrow();
  });
});

it("reaches the agents in their own namespace", () => {
  const settings = settingsWith({ namespace: { name: "watch" } });

  expect(agentsNamespace(settings)).toBe("watch-agents");
  expect(serviceUrl("node-exporter", settings)).toBe("http://node-exporter.watch-agents.svc:9100");
  expect(serviceUrl("prometheus", settings)).toBe("http://prometheus.watch.svc:9090");
});

describe("transform", () => {
  const args = { a: 1, b: 2 };

  it.each([
    ["nothing", undefined, { a: 1, b: 2 }],
    ["a part", { b: 3 }, { a: 1, b: 3 }],
    ["a function", (given: typeof args) => ({ ...given, a: given.a + 1 }), { a: 2, b: 2 }],
  ])("by %s", (_, transform, expected) => {
    expect(transformed(args, transform)).toEqual(expected);
  });
});
