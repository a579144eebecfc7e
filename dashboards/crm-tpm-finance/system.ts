import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { api } from "./select";

/** Where an alert warns, and where it is critical. */
export interface Levels {
  readonly warning: number;
  readonly critical: number;
}

/** CRM-19, CRM-65 */
export function cpu(levels: Levels): PanelSpec {
  return gauge("cpu", "CPU Usage", "system_cpu_percent", levels, [
    "Processors in use, as the API sees its own machine.",
    "HighCPUUsage and CriticalCPUUsage fire from yellow and from red.",
  ]);
}

/** CRM-20, CRM-66 */
export function memory(levels: Levels): PanelSpec {
  return gauge("memory", "Memory Usage", "system_memory_percent", levels, [
    "Memory in use, as the API sees its own machine.",
    "HighMemoryUsage and CriticalMemoryUsage fire from yellow and from red.",
  ]);
}

/** CRM-23, CRM-67 */
export function disk(levels: Levels): PanelSpec {
  return gauge("disk", "Disk Usage", "system_disk_percent", levels, [
    "Disk in use, as the API sees its own machine.",
    "DiskSpaceRunningOut and DiskSpaceCritical fire from yellow and from red.",
  ]);
}

function gauge(
  key: string,
  title: string,
  metric: string,
  { warning, critical }: Levels,
  description: readonly string[],
): PanelSpec {
  return {
    key,
    type: "gauge",
    title,
    description: description.join(" "),
    unit: "percent",
    min: 0,
    max: 100,
    decimals: 1,
    steps: above(critical, warning),
    queries: [{ expr: api(metric), legend: "{{instance}}" }],
  };
}

/** CRM-21, CRM-31, CRM-71 */
export function memoryBytes(): PanelSpec {
  return {
    key: "memory-bytes",
    type: "timeseries",
    title: "Memory Usage (Bytes)",
    description: "Memory that the API's machine uses, and memory that the cache holds.",
    unit: "bytes",
    min: 0,
    width: 12,
    queries: [
      { expr: `sum(${api("system_memory_used_bytes")})`, legend: "RAM" },
      { expr: `max(${api("cache_memory_bytes")})`, legend: "cache" },
    ],
  };
}

/** CRM-21, CRM-22 */
export function memoryOfTotal(): PanelSpec {
  return ofTotal("memory-total", "Memory, of total", "memory");
}

/** CRM-24, CRM-25 */
export function diskOfTotal(): PanelSpec {
  return ofTotal("disk-total", "Disk, of total", "disk");
}

function ofTotal(key: string, title: string, what: "memory" | "disk"): PanelSpec {
  return {
    key,
    type: "timeseries",
    title,
    description: `Used ${what} of each instance's machine, and how much there is.`,
    unit: "bytes",
    min: 0,
    queries: [
      { expr: api(`system_${what}_used_bytes`), legend: "{{instance}} used" },
      { expr: api(`system_${what}_total_bytes`), legend: "{{instance}} total" },
    ],
  };
}
