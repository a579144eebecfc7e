import { above, series } from "../../kit";
import type { PanelSpec } from "../../kit";

const SELF = 'job="prometheus"';

export function watchdog(): PanelSpec {
  return {
    key: "watchdog",
    type: "stat",
    title: "Rules last evaluated",
    description:
      "Time since the newest evaluation of a rule group. While it stays small the alert Watchdog fires, and its heartbeat tells a service outside.",
    unit: "s",
    decimals: 0,
    min: 0,
    steps: above(300, 120),
    noValue: "rules are not evaluated",
    queries: [
      {
        expr: `time() - max(${series("prometheus_rule_group_last_evaluation_timestamp_seconds", SELF)})`,
        legend: "ago",
      },
    ],
  };
}

export function targetsUp(): PanelSpec {
  return {
    key: "targets-up",
    type: "timeseries",
    title: "Targets up",
    description: "Targets that answer, by system.",
    unit: "short",
    decimals: 0,
    min: 0,
    queries: [{ expr: `sum by (system) (${series("up")})`, legend: "{{system}}" }],
  };
}

export function targetsDown(): PanelSpec {
  return {
    key: "targets-down",
    type: "table",
    title: "Targets down",
    description: "Targets that do not answer now. The alert is TargetDown.",
    unit: "short",
    noValue: "none",
    queries: [{ expr: `${series("up")} == 0` }],
    transformations: [
      { id: "organize", options: { excludeByName: { Time: true, __name__: true, Value: true } } },
    ],
  };
}

export function headSeries(): PanelSpec {
  return {
    key: "head-series",
    type: "timeseries",
    title: "Active series",
    description: "Series in memory. Memory grows with this number; a jump is a label with too many values.",
    unit: "short",
    min: 0,
    queries: [{ expr: series("prometheus_tsdb_head_series", SELF), legend: "series" }],
  };
}

export function samplesStored(): PanelSpec {
  return {
    key: "samples",
    type: "timeseries",
    title: "Samples stored",
    description: "Samples appended per second.",
    unit: "cps",
    min: 0,
    queries: [
      {
        expr: `sum(rate(${series("prometheus_tsdb_head_samples_appended_total", SELF)}[$__rate_interval]))`,
        legend: "samples",
      },
    ],
  };
}

export function storageSize(): PanelSpec {
  return {
    key: "storage",
    type: "timeseries",
    title: "Storage",
    description: "Blocks on the volume, and the size at which the oldest are deleted.",
    unit: "bytes",
    min: 0,
    queries: [
      { expr: series("prometheus_tsdb_storage_blocks_bytes", SELF), legend: "blocks" },
      { expr: series("prometheus_tsdb_retention_limit_bytes", SELF), legend: "limit" },
    ],
  };
}

export function ruleFailures(): PanelSpec {
  return {
    key: "rule-failures",
    type: "timeseries",
    title: "Rule failures",
    description: "Evaluations that failed within five minutes, by group. An alert in such a group is blind.",
    unit: "short",
    min: 0,
    steps: above(1),
    noValue: "none",
    queries: [
      {
        expr: `sum by (rule_group) (increase(${series("prometheus_rule_evaluation_failures_total", SELF)}[5m]))`,
        legend: "{{rule_group}}",
      },
    ],
  };
}

export function slowestRules(): PanelSpec {
  return {
    key: "slowest-rules",
    type: "table",
    title: "Slowest rule groups",
    description: "Time of the last evaluation of the five slowest groups.",
    unit: "s",
    queries: [{ expr: `topk(5, ${series("prometheus_rule_group_last_duration_seconds", SELF)})` }],
    transformations: [
      {
        id: "organize",
        options: {
          excludeByName: { Time: true, __name__: true, instance: true, job: true, node: true, pod: true },
        },
      },
    ],
  };
}

export function memoryByPart(): PanelSpec {
  return {
    key: "memory",
    type: "timeseries",
    title: "Memory by part",
    description: "Resident memory of each part of the stack.",
    unit: "bytes",
    min: 0,
    queries: [
      {
        expr: `sum by (job) (${series("process_resident_memory_bytes", 'system="platform"', 'job!~"kubelet|apiserver"')})`,
        legend: "{{job}}",
      },
    ],
  };
}

export function notifications(): PanelSpec {
  return {
    key: "notifications",
    type: "timeseries",
    title: "Notifications sent",
    description: "Notifications within five minutes by kind of receiver.",
    unit: "short",
    min: 0,
    width: 12,
    queries: [
      {
        expr: `sum by (integration) (increase(${series("alertmanager_notifications_total")}[5m]))`,
        legend: "{{integration}}",
      },
    ],
  };
}

export function notificationsFailed(): PanelSpec {
  return {
    key: "notifications-failed",
    type: "timeseries",
    title: "Notifications failed",
    description: "Notifications that the receiver refused or that did not arrive. Somebody was not told.",
    unit: "short",
    min: 0,
    width: 12,
    steps: above(1),
    queries: [
      {
        expr: `sum by (integration, reason) (increase(${series("alertmanager_notifications_failed_total")}[5m]))`,
        legend: "{{integration}} {{reason}}",
      },
    ],
  };
}
