import { describe, expect, it } from "@jest/globals";
import { seriesRelabelings } from "../../../components/prometheus/series";
import type { ScrapeJob } from "../../../systems/model";
import { relabelled } from "../../kit/relabel";

const CADVISOR: ScrapeJob = {
  job: "cadvisor",
  target: { kind: "kubelet" },
  path: "/metrics/cadvisor",
  scheme: "https",
  labels: {},
};

function afterCadvisor(series: Record<string, string>, job: ScrapeJob = CADVISOR) {
  return relabelled(series, seriesRelabelings(job));
}

describe("the node's network traffic", () => {
  it.each([
    ["container_network_receive_bytes_total", "node_network_receive_bytes_total"],
    ["container_network_transmit_packets_total", "node_network_transmit_packets_total"],
    ["container_network_receive_errors_total", "node_network_receive_errs_total"],
    ["container_network_transmit_packets_dropped_total", "node_network_transmit_drop_total"],
  ])("%s of the root is %s", (theirs, ours) => {
    const series = { __name__: theirs, id: "/", interface: "eth0", node: "node-a" };

    expect(afterCadvisor(series)).toEqual({ __name__: ours, device: "eth0", node: "node-a" });
  });

  it("leaves a pod's traffic as it is", () => {
    const series = {
      __name__: "container_network_receive_bytes_total",
      id: "/kubepods/pod1",
      interface: "eth0",
      pod: "api-1",
    };

    expect(afterCadvisor(series)).toEqual(series);
  });

  it("does not count the other end of a pod's cable", () => {
    const series = { __name__: "container_network_receive_bytes_total", id: "/", interface: "veth12ab" };

    expect(afterCadvisor(series)).toBeUndefined();
  });
});

it.each([
  ["a pod's container", { id: "/kubepods/pod1/c", pod: "api-1" }, true],
  ["the node as a whole", { id: "/" }, true],
  ["a slice of the cgroup tree", { id: "/system.slice/ssh.service" }, false],
])("memory of %s", (_, labels, kept) => {
  const series = { __name__: "container_memory_working_set_bytes", ...labels };

  expect(afterCadvisor(series) !== undefined).toBe(kept);
});

describe("names that a job keeps and drops", () => {
  const job = {
    ...CADVISOR,
    path: "/metrics",
    keepMetrics: ["kubelet_.+", "up"],
    dropMetrics: ["kubelet_.+_bucket"],
  };

  it.each([
    ["kubelet_running_pods", true],
    ["kubelet_http_requests_duration_seconds_bucket", false],
    ["apiserver_request_total", false],
    ["upper", false],
  ])("%s", (name, kept) => {
    expect(afterCadvisor({ __name__: name }, job) !== undefined).toBe(kept);
  });

  it("writes nothing for a job that keeps all", () => {
    expect(seriesRelabelings({ ...CADVISOR, target: { kind: "static", addresses: ["a:1"] } })).toEqual([]);
  });
});
