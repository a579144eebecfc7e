/**
 * What is stored of the three big endpoints. Test `platform-metrics` proves that every metric in our rules and
 * dashboards passes; whoever needs more adds it here.
 */
export interface MetricFilter {
  readonly keepMetrics: readonly string[];
  readonly dropMetrics: readonly string[];
}

export const KUBELET: MetricFilter = {
  keepMetrics: [
    "kubelet_.+",
    "kubernetes_build_info",
    "volume_manager_total_volumes",
    "storage_operation_duration_seconds_count",
    "process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)",
  ],
  dropMetrics: ["kubelet_.+_bucket"],
};

export const CADVISOR: MetricFilter = {
  keepMetrics: ["container_.+", "machine_(cpu_cores|memory_bytes)"],
  // Per-task and per-socket states: many series, one value worth reading nowhere.
  dropMetrics: [
    "container_(tasks_state|memory_failures_total|memory_failcnt|memory_numa_pages)",
    "container_(network_(tcp|udp|tcp6|udp6)_usage_total|network_advance_tcp_stats_total)",
    "container_(blkio_device_usage_total|ulimits_soft|file_descriptors|sockets|threads_max|last_seen|start_time_seconds)",
    "container_spec_(cpu_shares|memory_reservation_limit_bytes|memory_swap_limit_bytes)",
    "container_fs_(io_current|io_time_seconds_total|io_time_weighted_seconds_total|read_seconds_total|write_seconds_total)",
    "container_fs_(reads_merged_total|writes_merged_total|sector_reads_total|sector_writes_total|inodes_free|inodes_total)",
    "container_pressure_.+",
  ],
};

export const APISERVER: MetricFilter = {
  keepMetrics: [
    "apiserver_request_total",
    "apiserver_request_duration_seconds_(count|sum)",
    "apiserver_current_inflight_requests",
    "apiserver_storage_objects",
    "apiserver_client_certificate_expiration_seconds_(bucket|count)",
    "kubernetes_build_info",
    "process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)",
  ],
  dropMetrics: [],
};
