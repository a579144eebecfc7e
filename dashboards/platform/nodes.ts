import type { DashboardInput, DashboardJson } from "../contract";
import { above, dashboard, labelVariable, series, targetVariables } from "../kit";
import type { PanelSpec } from "../kit";

export const NODES = { uid: "vigie-nodes", title: "Nodes" } as const;

const RULES = { nodes: "rules/platform/nodes.yaml", disks: "rules/platform/disks.yaml" };
const NODE = 'node=~"$node"';
/** Real disks only: the rest are views of the same ones, or live in memory. */
const DISKS = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*|nsfs|autofs"';

/** USE: utilisation, saturation and errors of every node. */
export function nodesOverview(input: DashboardInput): DashboardJson {
  const threshold = (alert: string) => input.threshold(RULES.nodes, alert);
  return dashboard({
    ...NODES,
    description: "Utilisation, saturation and errors of every node of the cluster.",
    tags: ["platform"],
    alerts: 'system="platform"',
    variables: [
      ...targetVariables('job=~"node-exporter|cadvisor|kubelet"'),
      labelVariable({
        name: "node",
        label: "Node",
        query: `label_values(${series("node_uname_info", 'job="node-exporter"')}, node)`,
      }),
    ],
    rows: [
      {
        title: "Processor and memory",
        panels: [
          cpuUsed(),
          loadPerCpu(threshold("NodeCpuSaturated")),
          memoryUsed(threshold("NodeMemoryHigh")),
        ],
      },
      {
        title: "Disks",
        panels: [
          filesystemFree(input.threshold(RULES.disks, "NodeFilesystemAlmostFull")),
          inodesFree(),
          diskBusy(),
          diskTraffic(),
        ],
      },
      { title: "Network and clock", panels: [networkTraffic(), networkErrors(), clockOffset(), uptime()] },
    ],
  });
}

function cpuUsed(): PanelSpec {
  return {
    key: "cpu",
    type: "timeseries",
    title: "CPU used",
    description:
      "Share of the node's processor time that is not idle. High alone is no fault; see the load beside it.",
    unit: "percentunit",
    min: 0,
    max: 1,
    queries: [
      {
        expr: `1 - avg by (node) (rate(${series("node_cpu_seconds_total", 'mode="idle"', NODE)}[$__rate_interval]))`,
        legend: "{{node}}",
      },
    ],
  };
}

function loadPerCpu(bad: number): PanelSpec {
  return {
    key: "load",
    type: "timeseries",
    title: "Load per CPU",
    description:
      "Processes that want to run, per processor. Above 1 they wait; the line is the alert NodeCpuSaturated.",
    unit: "short",
    min: 0,
    steps: above(bad),
    queries: [
      {
        expr: `sum by (node) (${series("node_load5", NODE)}) / count by (node) (${series("node_cpu_seconds_total", 'mode="idle"', NODE)})`,
        legend: "{{node}}",
      },
    ],
  };
}

function memoryUsed(bad: number): PanelSpec {
  return {
    key: "memory",
    type: "timeseries",
    title: "Memory used",
    description:
      "Memory that the kernel could not give to a new process. The line is the alert NodeMemoryHigh.",
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(bad),
    queries: [
      {
        expr: `100 * (1 - ${series("node_memory_MemAvailable_bytes", NODE)} / ${series("node_memory_MemTotal_bytes", NODE)})`,
        legend: "{{node}}",
      },
    ],
  };
}

function filesystemFree(bad: number): PanelSpec {
  return {
    key: "filesystems",
    type: "timeseries",
    title: "Disk space free",
    description:
      "Space that is left for ordinary users. Below the line is the alert NodeFilesystemAlmostFull.",
    unit: "percent",
    min: 0,
    max: 100,
    steps: [
      { from: undefined, color: "red" },
      { from: bad, color: "green" },
    ],
    queries: [
      {
        expr: `100 * ${series("node_filesystem_avail_bytes", DISKS, NODE)} / ${series("node_filesystem_size_bytes", DISKS, NODE)}`,
        legend: "{{node}} {{mountpoint}}",
      },
    ],
  };
}

function inodesFree(): PanelSpec {
  return {
    key: "inodes",
    type: "timeseries",
    title: "Inodes free",
    description: "A disk without inodes takes no new file, however much space is left.",
    unit: "percent",
    min: 0,
    max: 100,
    queries: [
      {
        expr: `100 * ${series("node_filesystem_files_free", DISKS, NODE)} / ${series("node_filesystem_files", DISKS, NODE)}`,
        legend: "{{node}} {{mountpoint}}",
      },
    ],
  };
}

function diskBusy(): PanelSpec {
  return {
    key: "disk-busy",
    type: "timeseries",
    title: "Disk busy",
    description: "Share of the time that the disk worked on at least one request.",
    unit: "percentunit",
    min: 0,
    queries: [
      {
        expr: `rate(${series("node_disk_io_time_seconds_total", NODE)}[$__rate_interval])`,
        legend: "{{node}} {{device}}",
      },
    ],
  };
}

function diskTraffic(): PanelSpec {
  const bytes = (direction: "read" | "written") =>
    `sum by (node) (rate(${series(`node_disk_${direction}_bytes_total`, NODE)}[$__rate_interval]))`;
  return {
    key: "disk-traffic",
    type: "timeseries",
    title: "Disk traffic",
    description: "Bytes read from and written to all disks of the node.",
    unit: "Bps",
    min: 0,
    queries: [
      { expr: bytes("read"), legend: "{{node}} read" },
      { expr: bytes("written"), legend: "{{node}} written" },
    ],
  };
}

function networkTraffic(): PanelSpec {
  const bytes = (direction: "receive" | "transmit") =>
    `sum by (node) (rate(${series(`node_network_${direction}_bytes_total`, 'device!="lo"', NODE)}[$__rate_interval]))`;
  return {
    key: "network",
    type: "timeseries",
    title: "Network traffic",
    description: "Bytes in and out of the node, from the kubelet, which sees the host's interfaces.",
    unit: "Bps",
    min: 0,
    width: 6,
    queries: [
      { expr: bytes("receive"), legend: "{{node}} in" },
      { expr: bytes("transmit"), legend: "{{node}} out" },
    ],
  };
}

function networkErrors(): PanelSpec {
  const errors = (direction: "receive" | "transmit") =>
    `sum by (node) (rate(${series(`node_network_${direction}_errs_total`, 'device!="lo"', NODE)}[$__rate_interval]))`;
  return {
    key: "network-errors",
    type: "timeseries",
    title: "Network errors",
    description:
      "Packets per second that arrived or left broken. Anything but zero is a cable, a driver or a full queue.",
    unit: "pps",
    min: 0,
    width: 6,
    queries: [
      { expr: errors("receive"), legend: "{{node}} in" },
      { expr: errors("transmit"), legend: "{{node}} out" },
    ],
  };
}

function clockOffset(): PanelSpec {
  return {
    key: "clock",
    type: "timeseries",
    title: "Clock offset",
    description:
      "How far the node's clock is from its time server. TLS, tokens and graphs fail when it drifts.",
    unit: "s",
    width: 6,
    queries: [{ expr: series("node_timex_offset_seconds", NODE), legend: "{{node}}" }],
  };
}

function uptime(): PanelSpec {
  return {
    key: "uptime",
    type: "stat",
    title: "Up since",
    description: "Time since the node was booted.",
    unit: "s",
    width: 6,
    queries: [{ expr: `time() - ${series("node_boot_time_seconds", NODE)}`, legend: "{{node}}" }],
  };
}
