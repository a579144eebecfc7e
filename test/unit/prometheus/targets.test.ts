import { describe, expect, it } from "@jest/globals";
import { targets } from "../../../components/prometheus/discovery";
import { relabelled, stored } from "../../kit/relabel";

const LABELS = { system: "shop" };

const POD = {
  __meta_kubernetes_namespace: "shop",
  __meta_kubernetes_pod_name: "api-1",
  __meta_kubernetes_pod_node_name: "node-a",
};

describe("targets of a Service", () => {
  const source = { kind: "service", namespace: "shop", service: "api", port: "http" } as const;
  const { kubernetes_sd_configs, relabel_configs = [] } = targets({ target: source }, LABELS);

  it("watches the EndpointSlices of that Service alone", () => {
    expect(kubernetes_sd_configs).toEqual([
      {
        role: "endpointslice",
        namespaces: { names: ["shop"] },
        selectors: [{ role: "endpointslice", label: "kubernetes.io/service-name=api" }],
      },
    ]);
  });

  it("keeps the named port, with where the pod runs and the system", () => {
    const found = { ...POD, __address__: "10.0.0.1:8080", __meta_kubernetes_endpointslice_port_name: "http" };

    expect(stored(relabelled(found, relabel_configs))).toEqual({
      __address__: "10.0.0.1:8080",
      namespace: "shop",
      pod: "api-1",
      node: "node-a",
      system: "shop",
    });
  });

  it("leaves out other ports, and container ports that the Service does not name", () => {
    const other = { ...POD, __meta_kubernetes_endpointslice_port_name: "https" };

    expect(relabelled(other, relabel_configs)).toBeUndefined();
    expect(relabelled(POD, relabel_configs)).toBeUndefined();
  });

  it("takes a number as the port that the pods listen on", () => {
    const { relabel_configs: byNumber = [] } = targets({ target: { ...source, port: 9000 } }, LABELS);

    expect(relabelled({ __meta_kubernetes_endpointslice_port: "9000" }, byNumber)).toBeDefined();
    expect(relabelled({ __meta_kubernetes_endpointslice_port: "9001" }, byNumber)).toBeUndefined();
  });

  it("puts no pod on series that speak about others", () => {
    const { relabel_configs: others = [] } = targets({ target: source, honorLabels: true }, LABELS);
    const found = { ...POD, __meta_kubernetes_endpointslice_port_name: "http" };

    expect(stored(relabelled(found, others))).toEqual({ system: "shop" });
  });
});

describe("targets by container", () => {
  const source = { kind: "container", namespace: "db", container: "redis-exporter", port: 9121 } as const;
  const { relabel_configs = [] } = targets({ target: source }, LABELS);
  const pod = {
    ...POD,
    __meta_kubernetes_pod_container_name: "redis-exporter",
    __meta_kubernetes_pod_container_port_number: "9121",
    __meta_kubernetes_pod_phase: "Running",
  };

  it.each([
    ["the exporter's own port", {}, true],
    ["another container", { __meta_kubernetes_pod_container_name: "redis" }, false],
    ["another port", { __meta_kubernetes_pod_container_port_number: "6379" }, false],
    ["a pod that ended", { __meta_kubernetes_pod_phase: "Succeeded" }, false],
  ])("%s", (_, changes, kept) => {
    expect(relabelled({ ...pod, ...changes }, relabel_configs) !== undefined).toBe(kept);
  });
});

describe("targets by container of one workload", () => {
  const pod = {
    ...POD,
    __meta_kubernetes_pod_container_name: "postgres-exporter",
    __meta_kubernetes_pod_container_port_number: "9187",
    __meta_kubernetes_pod_phase: "Running",
  };
  const kept = (kind: "Deployment" | "StatefulSet", controller: readonly [string, string]) => {
    const container = { namespace: "shop", container: "postgres-exporter", port: 9187 };
    const target = { kind: "container", ...container, workload: { kind, name: "orders.db" } } as const;
    const [__meta_kubernetes_pod_controller_kind, __meta_kubernetes_pod_controller_name] = controller;
    const found = { ...pod, __meta_kubernetes_pod_controller_kind, __meta_kubernetes_pod_controller_name };
    return relabelled(found, targets({ target }, LABELS).relabel_configs ?? []) !== undefined;
  };

  it.each([
    ["its own", ["ReplicaSet", "orders.db-7d4f9c5b6"], true],
    ["another whose name begins alike", ["ReplicaSet", "orders.db-archive-7d4f9c5b6"], false],
    ["another whose name ends alike", ["ReplicaSet", "old-orders.db-7d4f9c5b6"], false],
    ["one that only a dot as any character would match", ["ReplicaSet", "orders-db-7d4f9c5b6"], false],
    ["a StatefulSet of the same name", ["StatefulSet", "orders.db"], false],
  ] as const)("Deployment: %s", (_, controller, expected) => {
    expect(kept("Deployment", controller)).toBe(expected);
  });

  it.each([
    ["its own", ["StatefulSet", "orders.db"], true],
    ["another whose name begins alike", ["StatefulSet", "orders.db-archive"], false],
    ["a Deployment of the same name", ["ReplicaSet", "orders.db-7d4f9c5b6"], false],
  ] as const)("StatefulSet: %s", (_, controller, expected) => {
    expect(kept("StatefulSet", controller)).toBe(expected);
  });
});

it("gives static targets their labels directly", () => {
  const target = { kind: "static", addresses: ["51.159.99.160:3005"] } as const;

  expect(targets({ target }, LABELS)).toEqual({
    static_configs: [{ targets: ["51.159.99.160:3005"], labels: { system: "shop" } }],
  });
});

it("names the node of a kubelet", () => {
  const { kubernetes_sd_configs, relabel_configs = [] } = targets({ target: { kind: "kubelet" } }, LABELS);

  expect(kubernetes_sd_configs).toEqual([{ role: "node" }]);
  expect(stored(relabelled({ __meta_kubernetes_node_name: "node-a" }, relabel_configs))).toEqual({
    node: "node-a",
    system: "shop",
  });
});

it("writes a dollar in a label as itself", () => {
  const target = { kind: "kubelet" } as const;
  const { relabel_configs = [] } = targets({ target }, { price: "$1 $$" });

  expect(relabelled({}, relabel_configs)).toEqual({ price: "$1 $$" });
});
