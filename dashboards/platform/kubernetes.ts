import type { DashboardInput, DashboardJson } from "../contract";
import { above, dashboard, labelVariable, series, targetVariables, toLogs } from "../kit";
import type { PanelSpec } from "../kit";

export const KUBERNETES = { uid: "vigie-kubernetes", title: "Kubernetes overview" } as const;

const NS = 'namespace=~"$namespace"';

/** What runs, what does not, and what it uses. */
export function kubernetesOverview(input: DashboardInput): DashboardJson {
  const hasState = input.has("kube-state-metrics");
  const hasContainers = input.has("cadvisor");
  // The first question about a container is what it wrote last.
  const linked = (panel: PanelSpec, field: Parameters<typeof toLogs>[0]): PanelSpec =>
    input.logs ? { ...panel, dataLinks: toLogs(field) } : panel;
  return dashboard({
    ...KUBERNETES,
    description: "Workloads of the cluster: what is not ready, what restarts, what it uses.",
    tags: ["platform"],
    alerts: 'system="platform"',
    variables: [
      ...targetVariables('job=~"kube-state-metrics|cadvisor|kubelet|apiserver"'),
      labelVariable({
        name: "namespace",
        label: "Namespace",
        query: hasState
          ? 'label_values(kube_pod_info{job="kube-state-metrics"}, namespace)'
          : 'label_values(kubelet_volume_stats_used_bytes{job="kubelet"}, namespace)',
      }),
    ],
    rows: [
      ...(hasState
        ? [
            {
              title: "Ready or not",
              panels: [
                nodesNotReady(),
                podsNotReady(),
                replicasMissing(),
                failedJobs(),
                podsByPhase(),
                linked(restarts(), "__field.labels"),
                linked(waiting(), "__data.fields"),
              ],
            },
          ]
        : []),
      {
        title: "Use",
        panels: [
          ...(hasContainers
            ? [
                linked(cpuByNamespace(), "__field.labels"),
                linked(memoryByNamespace(), "__field.labels"),
                linked(memoryOfLimit(), "__field.labels"),
              ]
            : []),
          volumes(),
        ],
      },
      { title: "API server", collapsed: true, panels: [apiRequests(), apiErrors(), apiLatency()] },
    ],
  });
}

function count(key: string, title: string, description: string, expr: string): PanelSpec {
  return {
    key,
    type: "stat",
    title,
    description,
    unit: "short",
    decimals: 0,
    width: 6,
    height: 4,
    steps: above(1),
    queries: [{ expr, legend: title }],
  };
}

function nodesNotReady(): PanelSpec {
  const expr = `sum(${series("kube_node_status_condition", 'condition="Ready"', 'status!="true"')})`;
  return count(
    "nodes-not-ready",
    "Nodes not ready",
    "Nodes whose kubelet does not say that it is ready.",
    expr,
  );
}

function podsNotReady(): PanelSpec {
  const expr = `sum(${series("kube_pod_status_phase", 'phase=~"Pending|Unknown|Failed"', NS)})`;
  return count(
    "pods-not-running",
    "Pods not running",
    "Pods that wait, failed, or whose node is gone.",
    expr,
  );
}

function replicasMissing(): PanelSpec {
  const expr = `sum(${series("kube_deployment_status_replicas_unavailable", NS)})`;
  return count(
    "replicas-missing",
    "Replicas missing",
    "Replicas that Deployments want and do not have.",
    expr,
  );
}

function failedJobs(): PanelSpec {
  const expr = `sum(${series("kube_job_status_failed", NS)} > bool 0)`;
  return count("failed-jobs", "Failed jobs", "Jobs with at least one failed pod.", expr);
}

function podsByPhase(): PanelSpec {
  return {
    key: "pods-by-phase",
    type: "timeseries",
    title: "Pods by phase",
    description: "All pods of the chosen namespaces by their phase.",
    unit: "short",
    min: 0,
    stacked: true,
    queries: [{ expr: `sum by (phase) (${series("kube_pod_status_phase", NS)})`, legend: "{{phase}}" }],
  };
}

function restarts(): PanelSpec {
  return {
    key: "restarts",
    type: "timeseries",
    title: "Container restarts",
    description: "Restarts within ten minutes, by pod; pods that did not restart are left out.",
    unit: "short",
    min: 0,
    noValue: "none",
    queries: [
      {
        expr: `sum by (namespace, pod) (increase(${series("kube_pod_container_status_restarts_total", NS)}[10m])) > 0`,
        legend: "{{namespace}}/{{pod}}",
      },
    ],
  };
}

function waiting(): PanelSpec {
  return {
    key: "waiting",
    type: "table",
    title: "Containers waiting",
    description: "Containers that cannot start, and the reason that Kubernetes gives.",
    unit: "short",
    noValue: "none",
    queries: [
      {
        expr: `sum by (namespace, pod, container, reason) (${series("kube_pod_container_status_waiting_reason", NS)}) > 0`,
      },
    ],
  };
}

function cpuByNamespace(): PanelSpec {
  return {
    key: "cpu",
    type: "timeseries",
    title: "CPU by namespace",
    description: "Processors in use, by namespace.",
    unit: "short",
    min: 0,
    stacked: true,
    width: 12,
    queries: [
      {
        expr: `sum by (namespace) (rate(${series("container_cpu_usage_seconds_total", 'container!=""', NS)}[$__rate_interval]))`,
        legend: "{{namespace}}",
      },
    ],
  };
}

function memoryByNamespace(): PanelSpec {
  return {
    key: "memory",
    type: "timeseries",
    title: "Memory by namespace",
    description: "Working set, which is what the kernel counts against the limit.",
    unit: "bytes",
    min: 0,
    stacked: true,
    width: 12,
    queries: [
      {
        expr: `sum by (namespace) (${series("container_memory_working_set_bytes", 'container!=""', NS)})`,
        legend: "{{namespace}}",
      },
    ],
  };
}

function memoryOfLimit(): PanelSpec {
  return {
    key: "memory-of-limit",
    type: "timeseries",
    title: "Memory, share of the limit",
    description: "Containers above half of their limit. At 100 % the kernel kills them.",
    unit: "percentunit",
    min: 0,
    width: 12,
    noValue: "none above half",
    queries: [
      {
        expr:
          `max by (namespace, pod, container) (${series("container_memory_working_set_bytes", 'container!=""', NS)})` +
          ` / on (namespace, pod, container) max by (namespace, pod, container) (${series("container_spec_memory_limit_bytes", 'container!=""', NS)} > 0) > 0.5`,
        legend: "{{namespace}}/{{pod}} {{container}}",
      },
    ],
  };
}

function volumes(): PanelSpec {
  return {
    key: "volumes",
    type: "timeseries",
    title: "Volumes used",
    description:
      "Share of each volume in use, where its driver tells; k3s' local-path does not, there the node's disk counts.",
    unit: "percentunit",
    min: 0,
    max: 1,
    width: 12,
    noValue: "no driver tells",
    queries: [
      {
        expr: `max by (namespace, persistentvolumeclaim) (${series("kubelet_volume_stats_used_bytes", NS)} / ${series("kubelet_volume_stats_capacity_bytes", NS)})`,
        legend: "{{namespace}}/{{persistentvolumeclaim}}",
      },
    ],
  };
}

function apiRequests(): PanelSpec {
  return {
    key: "api-requests",
    type: "timeseries",
    title: "API requests",
    description: "Requests to the API server by verb.",
    unit: "reqps",
    min: 0,
    queries: [
      {
        expr: `sum by (verb) (rate(${series("apiserver_request_total")}[$__rate_interval]))`,
        legend: "{{verb}}",
      },
    ],
  };
}

function apiErrors(): PanelSpec {
  return {
    key: "api-errors",
    type: "timeseries",
    title: "API errors",
    description: "Requests that the API server itself failed (5xx), by resource.",
    unit: "reqps",
    min: 0,
    noValue: "none",
    queries: [
      {
        expr: `sum by (resource) (rate(${series("apiserver_request_total", 'code=~"5.."')}[$__rate_interval])) > 0`,
        legend: "{{resource}}",
      },
    ],
  };
}

function apiLatency(): PanelSpec {
  const rate = (part: "sum" | "count") =>
    `sum by (verb) (rate(${series(`apiserver_request_duration_seconds_${part}`, 'verb!~"WATCH|CONNECT"')}[$__rate_interval]))`;
  return {
    key: "api-latency",
    type: "timeseries",
    title: "API latency, mean",
    description:
      "Mean time to answer by verb; its histogram is not stored, it is a third of all series of a small cluster.",
    unit: "s",
    min: 0,
    queries: [{ expr: `${rate("sum")} / ${rate("count")}`, legend: "{{verb}}" }],
  };
}
