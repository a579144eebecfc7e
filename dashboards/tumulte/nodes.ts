import { above, series } from "../kit";
import type { PanelSpec } from "../kit";
import { memoryUsed } from "./scaling";
import { nodes } from "./select";

/** TUM-48, TUM-60: the line is the alert's. */
export function cpu(bad: number): PanelSpec {
  const idle = `rate(${nodes("node_cpu_seconds_total", 'mode="idle"')}[$__rate_interval])`;
  return {
    key: "cpu",
    type: "timeseries",
    title: "CPU of the nodes",
    description: "Use of each node's processors. The alert HighCpuUsage fires while it stays above the line.",
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(bad),
    queries: [{ expr: `(1 - avg by (instance, node) (${idle})) * 100`, legend: "{{node}}", window: "5m" }],
  };
}

/** TUM-61, TUM-119: the alert speaks of what is available, the panel of what is used. */
export function memory(leastAvailable: number): PanelSpec {
  return {
    key: "memory",
    type: "timeseries",
    title: "Memory of the nodes",
    description:
      "Memory of each node that is in use. The alert LowMemoryAvailable fires while it stays above the line.",
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(100 - leastAvailable),
    queries: [{ expr: memoryUsed(), legend: "{{node}}" }],
  };
}

/** TUM-62 */
export function disk(leastFree: number): PanelSpec {
  const real = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*|nsfs|autofs"';
  const free = nodes("node_filesystem_avail_bytes", real);
  const size = nodes("node_filesystem_size_bytes", real);
  return {
    key: "disk",
    type: "timeseries",
    title: "Free disk space of the nodes",
    description:
      "Free share of each file system. The alert DiskSpaceLow fires while it stays below the line.",
    unit: "percent",
    min: 0,
    max: 100,
    steps: [
      { from: undefined, color: "red" },
      { from: leastFree, color: "green" },
    ],
    queries: [{ expr: `${free} / ${size} * 100`, legend: "{{node}} {{mountpoint}}" }],
  };
}

/** TUM-48: the fourth thing that node-exporter is there for. */
export function network(): PanelSpec {
  const rate = (direction: string) =>
    `sum by (node) (rate(${series(`node_network_${direction}_bytes_total`, 'device!~"lo|veth.*"')}[$__rate_interval]))`;
  return {
    key: "network",
    type: "timeseries",
    title: "Network of the nodes",
    description: "Traffic of each node's interfaces, received and sent.",
    unit: "Bps",
    min: 0,
    queries: [
      { expr: rate("receive"), legend: "{{node}} received" },
      { expr: rate("transmit"), legend: "{{node}} sent" },
    ],
  };
}
