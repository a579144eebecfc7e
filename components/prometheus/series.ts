import type { ScrapeJob, SeriesLabels } from "../../systems/model";
import type { Relabeling } from "./model";
import { constants, drop, keep, literal } from "./relabel";

const NAME = ["__name__"];

/** Which series of a job are stored, and under which names. A job that says nothing keeps all. */
export function seriesRelabelings(job: ScrapeJob): Relabeling[] {
  const { keepMetrics = [], dropMetrics = [], labelSeries = [] } = job;
  return [
    ...(keepMetrics.length === 0 ? [] : [keep(NAME, keepMetrics.join("|"))]),
    ...(dropMetrics.length === 0 ? [] : [drop(NAME, dropMetrics.join("|"))]),
    ...labelSeries.flatMap(addedLabels),
    ...(isCadvisor(job) ? CADVISOR : []),
  ];
}

function addedLabels({ label, value, add }: SeriesLabels): Relabeling[] {
  return constants(add).map((rule) => ({ source_labels: [label], regex: literal(value), ...rule }));
}

function isCadvisor({ target, path }: ScrapeJob): boolean {
  return target.kind === "kubelet" && path.endsWith("/cadvisor");
}

/** cAdvisor's units, and node-exporter's. */
const UNITS = [
  ["bytes", "bytes"],
  ["packets", "packets"],
  ["errors", "errs"],
  ["packets_dropped", "drop"],
] as const;

/**
 * The node's own network traffic is cAdvisor's series of the root cgroup. Under node-exporter's names every dashboard
 * for nodes finds it, and node-exporter needs no host network, where no network policy would reach it.
 */
const CADVISOR: readonly Relabeling[] = [
  // The node's end of each pod's cable: counted at the pod already.
  drop(
    ["__name__", "interface"],
    "container_network_.*;(cali|cilium|cni|flannel|lxc|nodelocaldns|tunl|veth).*",
  ),
  ...UNITS.map(([theirs, ours]) => ({
    source_labels: ["__name__", "id"],
    regex: `container_network_(receive|transmit)_${theirs}_total;/`,
    target_label: "__name__",
    replacement: `node_network_\${1}_${ours}_total`,
  })),
  { source_labels: ["__name__", "interface"], regex: "node_network_.*;(.+)", target_label: "device" },
  ...["id", "interface"].map((label) => ({
    source_labels: NAME,
    regex: "node_network_.*",
    target_label: label,
    replacement: "",
  })),
  // Slices of the cgroup tree hold the sums of their pods, which are counted by themselves. The root is the node.
  drop(["id", "pod"], "/.+;"),
];
