/** The part of prometheus.yml that this program writes. https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
export interface PrometheusConfig {
  readonly global: {
    readonly scrape_interval: string;
    readonly scrape_timeout: string;
    readonly evaluation_interval: string;
    readonly external_labels: Readonly<Record<string, string>>;
  };
  readonly alerting: { readonly alertmanagers: readonly AlertmanagerConfig[] };
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly ScrapeConfig[];
  readonly remote_write?: readonly RemoteWrite[];
}

export interface AlertmanagerConfig {
  readonly api_version: "v2";
  readonly kubernetes_sd_configs: readonly KubernetesDiscovery[];
  readonly relabel_configs: readonly Relabeling[];
}

export interface ScrapeConfig extends Targets {
  readonly job_name: string;
  readonly metrics_path?: string;
  readonly scheme?: "http" | "https";
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly scrape_interval?: string;
  readonly scrape_timeout?: string;
  readonly fallback_scrape_protocol?: string;
  readonly honor_labels?: boolean;
  readonly sample_limit?: number;
  readonly authorization?: Authorization;
  readonly tls_config?: TlsConfig;
  readonly metric_relabel_configs?: readonly Relabeling[];
}

/** How a job's targets are found, and what becomes of the labels that come with them. */
export interface Targets {
  readonly kubernetes_sd_configs?: readonly KubernetesDiscovery[];
  readonly static_configs?: readonly StaticTargets[];
  readonly relabel_configs?: readonly Relabeling[];
}

export interface StaticTargets {
  readonly targets: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

export interface KubernetesDiscovery {
  readonly role: "node" | "pod" | "endpointslice";
  readonly namespaces?: { readonly names: readonly string[] };
  readonly selectors?: readonly { readonly role: "pod" | "endpointslice"; readonly label: string }[];
}

export interface Relabeling {
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly action?: "replace" | "keep" | "drop";
  readonly target_label?: string;
  readonly replacement?: string;
}

export interface Authorization {
  readonly type: "Bearer";
  readonly credentials_file: string;
}

export interface TlsConfig {
  readonly ca_file: string;
  readonly server_name?: string;
  readonly insecure_skip_verify?: boolean;
}

export interface RemoteWrite {
  readonly name: string;
  readonly url: string;
  readonly basic_auth?: { readonly username: string; readonly password_file: string };
  readonly authorization?: Authorization;
}
