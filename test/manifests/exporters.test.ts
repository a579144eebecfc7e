import { describe, expect, it } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import { BlackboxExporter, KubeStateMetrics, NodeExporter } from "../../components/exporters";
import type { Context } from "../../components/kit/context";
import type { StackFile } from "../../config/schema";
import { childList, contextOf, deploy, manifest, manifests, planWith, settingsWith } from "../kit";

type Exporter = new (name: string, args: { context: Context }) => pulumi.ComponentResource;

function deployed(Component: Exporter, name: string, changes: Partial<StackFile> = {}, preview = false) {
  const context = contextOf(planWith(settingsWith(changes)));
  return deploy(() => new Component(name, { context }), { preview });
}

const EXPORTERS: readonly (readonly [string, Exporter, readonly string[]])[] = [
  [
    "node-exporter",
    NodeExporter,
    [
      "DaemonSet node-exporter",
      "NetworkPolicy node-exporter",
      "Service node-exporter",
      "ServiceAccount node-exporter",
    ],
  ],
  [
    "kube-state-metrics",
    KubeStateMetrics,
    [
      "ClusterRole kube-state-metrics",
      "ClusterRoleBinding kube-state-metrics",
      "Deployment kube-state-metrics",
      "NetworkPolicy kube-state-metrics",
      "Service kube-state-metrics",
      "ServiceAccount kube-state-metrics",
    ],
  ],
  [
    "blackbox-exporter",
    BlackboxExporter,
    [
      "ConfigMap blackbox-exporter-config",
      "Deployment blackbox-exporter",
      "NetworkPolicy blackbox-exporter",
      "Service blackbox-exporter",
      "ServiceAccount blackbox-exporter",
    ],
  ],
];

describe.each(EXPORTERS)("%s", (name, Component, children) => {
  it("is exactly these objects", async () => {
    expect(childList(await deployed(Component, name))).toEqual(children);
  });

  it("has a headless Service whose port a container listens on", async () => {
    const resources = await deployed(Component, name);
    const workload = manifests(resources).find(({ kind }) => kind === "Deployment" || kind === "DaemonSet");
    const { spec } = workload as unknown as {
      spec: {
        template: {
          spec: { containers: readonly { ports: readonly { name: string; containerPort: number }[] }[] };
        };
      };
    };
    const service = manifest(resources, "Service", name).spec as {
      clusterIP: string;
      ports: readonly { port: number; targetPort: string }[];
    };

    expect(service.clusterIP).toBe("None");
    expect(service.ports).toHaveLength(1);
    for (const { port, targetPort } of service.ports) {
      expect(spec.template.spec.containers[0]?.ports).toContainEqual({
        name: targetPort,
        containerPort: port,
        protocol: "TCP",
      });
    }
  });

  it("is asked by Prometheus alone", async () => {
    const { spec } = manifest(await deployed(Component, name), "NetworkPolicy", name) as unknown as {
      spec: { ingress: readonly { from: readonly { podSelector: unknown }[] }[] };
    };

    expect(spec.ingress).toHaveLength(1);
    expect(spec.ingress[0]?.from.map(({ podSelector }) => podSelector)).toEqual([
      { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
    ]);
  });

  it("is the same in a preview, where nothing exists yet", async () => {
    expect(manifests(await deployed(Component, name, {}, true))).toEqual(
      manifests(await deployed(Component, name)),
    );
  });
});

describe("node-exporter", () => {
  it("reads the host without any of the host's namespaces, in the agents' namespace", async () => {
    const { metadata, spec } = manifest(
      await deployed(NodeExporter, "node-exporter"),
      "DaemonSet",
      "node-exporter",
    ) as unknown as {
      metadata: { namespace: string };
      spec: { template: { spec: Record<string, unknown> } };
    };

    expect(metadata.namespace).toBe("monitoring-agents");
    for (const field of ["hostNetwork", "hostPID", "hostIPC"])
      expect(spec.template.spec).not.toHaveProperty(field);
    expect(spec.template.spec).toMatchObject({
      automountServiceAccountToken: false,
      tolerations: [{ operator: "Exists" }],
      containers: [{ securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } } }],
    });
  });

  it("runs on the nodes that the stack file names, where it names some", async () => {
    const tolerations = [{ key: "gpu", operator: "Exists" as const }];
    const resources = await deployed(NodeExporter, "node-exporter", {
      exporters: { nodeExporter: { tolerations } },
    });

    expect(manifest(resources, "DaemonSet", "node-exporter").spec).toMatchObject({
      template: { spec: { tolerations } },
    });
  });
});

it("gives the API token to kube-state-metrics alone", async () => {
  const tokens: Record<string, boolean> = {};
  for (const [name, Component] of EXPORTERS) {
    const objects = manifests(await deployed(Component, name));
    const workload = objects.find(({ kind }) => kind === "Deployment" || kind === "DaemonSet");
    const { spec } = workload as unknown as {
      spec: { template: { spec: { automountServiceAccountToken: boolean } } };
    };
    tokens[name] = spec.template.spec.automountServiceAccountToken;
  }

  expect(tokens).toEqual({ "node-exporter": false, "kube-state-metrics": true, "blackbox-exporter": false });
});
