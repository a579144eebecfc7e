import { describe, expect, it } from "@jest/globals";
import { annotationJobs } from "../../../components/prometheus/annotations";
import { database } from "../../../config/schema/databases";
import { planWith, settingsWith, systemWith } from "../../kit/settings";
import { relabelled, stored } from "../../kit/relabel";

const SHOP = systemWith({
  databases: [
    database.parse({
      type: "postgres",
      name: "blog-db",
      database: "blog",
      sslMode: "disable",
      sidecar: { kind: "StatefulSet", name: "web", namespace: "blog" },
    }),
  ],
  scrapes: [
    {
      job: "api",
      target: { kind: "service", namespace: "shop", service: "api", port: "http" },
      path: "/metrics",
      scheme: "http",
      labels: {},
    },
  ],
});

const [pods = [], services = []] = annotationJobs(planWith(settingsWith(), [SHOP])).map(
  ({ relabel_configs }) => relabel_configs,
);

const POD = {
  __address__: "10.0.0.7:8080",
  __meta_kubernetes_namespace: "blog",
  __meta_kubernetes_pod_name: "web-1",
  __meta_kubernetes_pod_node_name: "node-a",
  __meta_kubernetes_pod_phase: "Running",
  __meta_kubernetes_pod_container_port_number: "8080",
  __meta_kubernetes_pod_annotation_prometheus_io_scrape: "true",
  __meta_kubernetes_pod_label_app_kubernetes_io_name: "web",
};

const SERVICE = {
  __address__: "10.0.0.8:53",
  __meta_kubernetes_namespace: "kube-system",
  __meta_kubernetes_service_name: "kube-dns",
  __meta_kubernetes_service_annotation_prometheus_io_scrape: "true",
  __meta_kubernetes_endpointslice_port: "53",
};

describe("annotated pods", () => {
  it("are scraped on their port, under a job of their namespace and app", () => {
    expect(stored(relabelled(POD, pods))).toEqual({
      __address__: "10.0.0.7:8080",
      job: "blog/web",
      namespace: "blog",
      pod: "web-1",
      node: "node-a",
      system: "discovered",
    });
  });

  it("may name port, path and scheme", () => {
    const pod = {
      ...POD,
      __meta_kubernetes_pod_annotation_prometheus_io_port: "9100",
      __meta_kubernetes_pod_annotation_prometheus_io_path: "/stats",
      __meta_kubernetes_pod_annotation_prometheus_io_scheme: "https",
    };

    expect(relabelled(pod, pods)).toMatchObject({
      __address__: "10.0.0.7:9100",
      __metrics_path__: "/stats",
      __scheme__: "https",
    });
  });

  it.each([
    ["an address without a port", "10.0.0.7", "10.0.0.7:9100"],
    ["an IPv6 address", "[fd00::7]:8080", "[fd00::7]:9100"],
  ])("with %s", (_, address, expected) => {
    const pod = {
      ...POD,
      __address__: address,
      __meta_kubernetes_pod_container_port_number: "",
      __meta_kubernetes_pod_annotation_prometheus_io_port: "9100",
    };

    expect(relabelled(pod, pods)).toMatchObject({ __address__: expected });
  });

  it.each([
    ["no annotation", { __meta_kubernetes_pod_annotation_prometheus_io_scrape: "" }],
    ["scrape: false", { __meta_kubernetes_pod_annotation_prometheus_io_scrape: "false" }],
    ["an ended pod", { __meta_kubernetes_pod_phase: "Failed" }],
    ["no port anywhere", { __meta_kubernetes_pod_container_port_number: "" }],
    [
      "what a system scrapes already",
      { __meta_kubernetes_namespace: "shop", __meta_kubernetes_pod_label_app_kubernetes_io_name: "api" },
    ],
  ])("are left alone: %s", (_, changes) => {
    expect(relabelled({ ...POD, ...changes }, pods)).toBeUndefined();
  });
});

describe("an exporter that the stack added to an annotated pod", () => {
  const exporter = {
    ...POD,
    __address__: "10.0.0.7:9187",
    __meta_kubernetes_pod_controller_kind: "StatefulSet",
    __meta_kubernetes_pod_controller_name: "web",
    __meta_kubernetes_pod_container_port_number: "9187",
    __meta_kubernetes_pod_annotation_prometheus_io_port: "",
  };
  const app = {
    ...exporter,
    __address__: "10.0.0.7:8080",
    __meta_kubernetes_pod_container_port_number: "8080",
  };
  const port = { __meta_kubernetes_pod_annotation_prometheus_io_port: "9187" };

  it("is left to its own job, also where the annotation names its port", () => {
    expect(relabelled(exporter, pods)).toBeUndefined();
    expect(relabelled({ ...app, ...port }, pods)).toBeUndefined();
    const behindService = {
      ...SERVICE,
      ...exporter,
      __meta_kubernetes_endpointslice_port: "9187",
      __meta_kubernetes_pod_annotation_prometheus_io_scrape: "",
    };
    expect(relabelled(behindService, services)).toBeUndefined();
  });

  it("takes neither the pod's own metrics nor those of others along", () => {
    expect(relabelled(app, pods)).toMatchObject({ __address__: "10.0.0.7:8080" });
    const other = { ...exporter, __meta_kubernetes_pod_controller_name: "web-old" };
    expect(relabelled(other, pods)).toMatchObject({ __address__: "10.0.0.7:9187" });
  });
});

describe("annotated Services", () => {
  it("are scraped on each of their ports unless the annotation names one", () => {
    expect(relabelled(SERVICE, services)).toMatchObject({
      __address__: "10.0.0.8:53",
      job: "kube-system/kube-dns",
    });
    expect(
      relabelled({ ...SERVICE, __meta_kubernetes_service_annotation_prometheus_io_port: "9153" }, services),
    ).toMatchObject({ __address__: "10.0.0.8:9153" });
  });

  it.each([
    ["a system scrapes it", { __meta_kubernetes_namespace: "shop", __meta_kubernetes_service_name: "api" }],
    ["its pods are annotated too", { __meta_kubernetes_pod_annotation_prometheus_io_scrape: "true" }],
    ["the port is of a container, not of the Service", { __meta_kubernetes_endpointslice_port: "" }],
  ])("are left alone when %s", (_, changes) => {
    expect(relabelled({ ...SERVICE, ...changes }, services)).toBeUndefined();
  });
});

it("is off when the stack file says so", () => {
  const settings = settingsWith({ prometheus: { annotationDiscovery: false } });

  expect(annotationJobs(planWith(settings))).toEqual([]);
});
