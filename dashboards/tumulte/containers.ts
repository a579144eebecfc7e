import { above, logLines, series } from "../kit";
import type { PanelSpec } from "../kit";

/** cAdvisor's series without a container are the pod around them. */
function inContainers(metric: string, namespace: string): string {
  return series(metric, 'job="cadvisor"', `namespace="${namespace}"`, 'container!=""');
}

/** TUM-54 */
export function containerCpu(namespace: string): PanelSpec {
  const used = inContainers("container_cpu_usage_seconds_total", namespace);
  return {
    key: "container-cpu",
    type: "timeseries",
    title: "CPU of the containers",
    description: "Processors in use by each container of Tumulte; 1 is one processor.",
    unit: "short",
    min: 0,
    queries: [
      {
        expr: `sum by (pod, container) (rate(${used}[$__rate_interval]))`,
        legend: "{{pod}} {{container}}",
      },
    ],
  };
}

/** TUM-54: the working set is what the kernel cannot take back, and what the memory limit counts. */
export function containerMemory(namespace: string): PanelSpec {
  const used = inContainers("container_memory_working_set_bytes", namespace);
  return {
    key: "container-memory",
    type: "timeseries",
    title: "Memory of the containers",
    description: "Working set of each container of Tumulte, the number that its limit is compared with.",
    unit: "bytes",
    min: 0,
    queries: [{ expr: `sum by (pod, container) (${used})`, legend: "{{pod}} {{container}}" }],
  };
}

/** TUM-65 */
export function restarts(namespace: string, tooMany: number): PanelSpec {
  const restarted = series(
    "kube_pod_container_status_restarts_total",
    'job="kube-state-metrics"',
    `namespace="${namespace}"`,
  );
  return {
    key: "restarts",
    type: "timeseries",
    title: "Restarts within an hour",
    description:
      "How often each container was started anew within the last hour. The alert ContainerRestarting fires above the line.",
    unit: "short",
    decimals: 0,
    min: 0,
    steps: above(tooMany),
    queries: [
      {
        expr: `max by (pod, container) (round(increase(${restarted}[1h])))`,
        legend: "{{pod}} {{container}}",
      },
    ],
  };
}

/** TUM-70: the source reads container logs by hand; where this stack collects them they stand here. */
export function productLogs(namespace: string): PanelSpec {
  return logLines(
    namespace,
    "Logs",
    "Recent lines of Tumulte's pods, without those of level debug; the search above narrows them.",
  );
}
