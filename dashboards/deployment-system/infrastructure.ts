import { above } from "../kit";
import type { PanelSpec, Query } from "../kit";
import { container, of, server } from "./select";

/** Real disks only: the rest are views of the same ones, or live in memory. */
const DISKS = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*|nsfs|autofs"';

/** DEP-73: a line per core; the alert looks at their average. */
export function cpu(bad: number): PanelSpec {
  return {
    key: "cpu",
    type: "timeseries",
    title: "CPU Usage",
    description: `Utilisation de chaque cœur du serveur. L'alerte « High CPU » se déclenche quand leur moyenne dépasse ${bad} %.`,
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(bad),
    queries: [
      {
        expr: `(1 - sum by (cpu) (rate(${server("node_cpu_seconds_total", 'mode="idle"')}[$__rate_interval]))) * 100`,
        legend: "cœur {{cpu}}",
      },
    ],
  };
}

/** DEP-74 */
export function memory(bad: number): PanelSpec {
  const used = (free: string, total: string) => `(1 - sum(${server(free)}) / sum(${server(total)})) * 100`;
  return {
    key: "memory",
    type: "timeseries",
    title: "Memory Usage",
    description: `Mémoire et swap utilisés. L'alerte « Memory Critical » se déclenche au-delà de ${bad} % de la mémoire. Sans swap, sa courbe manque.`,
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(bad),
    queries: [
      { expr: used("node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"), legend: "mémoire" },
      { expr: used("node_memory_SwapFree_bytes", "node_memory_SwapTotal_bytes"), legend: "swap" },
    ],
  };
}

/** DEP-75: used, where the alert speaks of free. */
export function disk(leastFree: number): PanelSpec {
  const by = "by (instance, mountpoint)";
  return {
    key: "disk",
    type: "timeseries",
    title: "Disk Usage",
    description: `Espace utilisé de chaque point de montage. L'alerte « Disk Space Critical » se déclenche quand il reste moins de ${leastFree} %.`,
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(100 - leastFree),
    queries: [
      {
        expr:
          `(1 - min ${by} (${server("node_filesystem_avail_bytes", DISKS)})` +
          ` / max ${by} (${server("node_filesystem_size_bytes")})) * 100`,
        legend: "{{mountpoint}}",
      },
    ],
  };
}

/** DEP-76 */
export function network(): PanelSpec {
  const bytes = (direction: "receive" | "transmit") =>
    `sum(rate(${server(`node_network_${direction}_bytes_total`, 'device!~"lo|veth.*|docker.*|br-.*"')}[$__rate_interval]))`;
  return {
    key: "network",
    type: "timeseries",
    title: "Network",
    description: "Trafic entrant et sortant du serveur, sans les réseaux internes de Docker.",
    unit: "Bps",
    min: 0,
    queries: [
      { expr: bytes("receive"), legend: "entrant" },
      { expr: bytes("transmit"), legend: "sortant" },
    ],
  };
}

/** DEP-77 */
export function load(): PanelSpec {
  return {
    key: "load",
    type: "timeseries",
    title: "Load Average",
    description:
      "Charge du serveur sur 1, 5 et 15 minutes : processus qui veulent travailler. Au-delà du nombre de cœurs, ils attendent.",
    unit: "short",
    min: 0,
    queries: [1, 5, 15].map((minutes) => ({
      expr: `max(${server(`node_load${minutes}`)})`,
      legend: `${minutes} min`,
    })),
  };
}

/** DEP-78 */
export function containers(): PanelSpec {
  return {
    key: "containers",
    type: "table",
    title: "Container Stats",
    description: "Processeur et mémoire de chaque conteneur Docker, en pour cent du serveur.",
    unit: "percent",
    decimals: 1,
    queries: [cpuOfServer(), { expr: memoryOfServer() }],
    options: { sortBy: [{ displayName: "Mémoire", desc: true }] },
    transformations: [
      { id: "merge", options: {} },
      {
        id: "organize",
        options: {
          excludeByName: { Time: true },
          renameByName: { name: "Conteneur", "Value #A": "CPU", "Value #B": "Mémoire" },
        },
      },
    ],
  };
}

/** Share of the server's cores that each container uses, in percent. */
export function cpuOfServer(): Query {
  const cores = of("deployment-cadvisor", "machine_cpu_cores");
  const used = `rate(${container("container_cpu_usage_seconds_total")}[$__rate_interval])`;
  return { expr: `sum by (name) (${used}) / scalar(sum(${cores})) * 100`, window: "5m" };
}

/** Share of the server's memory that each container holds, in percent. */
export function memoryOfServer(): string {
  const total = of("deployment-cadvisor", "machine_memory_bytes");
  return `sum by (name) (${container("container_memory_working_set_bytes")}) / scalar(sum(${total})) * 100`;
}
