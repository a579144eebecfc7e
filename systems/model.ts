import type { Duration } from "../config/schema/scalars";
import type { SecretRef } from "../config/schema/common";
import type { Database } from "../config/schema/databases";
import type { DashboardSource } from "../dashboards/contract";
import type { Slo } from "../rules/slo";

/**
 * What is watched, as pure data. A system never sees a Kubernetes object and never reads configuration: its factory gets
 * its own slice of the settings and returns this.
 */
export interface System {
  /** Stable id: label `system` on every series, alert and dashboard; file names under rules/ and dashboards/. */
  readonly name: string;
  /** Grafana folder and human name. */
  readonly title: string;
  readonly scrapes: readonly ScrapeJob[];
  readonly probes: readonly Probe[];
  /** Default: none. */
  readonly portProbes?: readonly PortProbe[];
  readonly rules: readonly RuleSource[];
  readonly lokiRules: readonly RuleSource[];
  readonly dashboards: readonly DashboardSource[];
  /** Rules, alerts and a dashboard are generated from each. Default: none. */
  readonly slos?: readonly PlacedSlo[];
  readonly databases: readonly Database[];
  /** LogQL of the lines of its own workloads, which its alerts link. Default: none. */
  readonly logs?: string | undefined;
  readonly logFiles: readonly LogFile[];
  /** File, relative to the project root, of what its targets expose, where catalogue/ does not say it. */
  readonly catalogue?: string | undefined;
}

/** A service level objective, and where it is declared, for messages: `vigie:apps.shop.slos[0]`. */
export interface PlacedSlo {
  readonly at: string;
  readonly slo: Slo;
}

/** How the targets of a job are found. */
export type TargetSource =
  /** EndpointSlices of one Service; `port` is the name of its port, or the number that its pods listen on. */
  | {
      readonly kind: "service";
      readonly namespace: string;
      readonly service: string;
      readonly port: string | number;
    }
  /** Fixed `host:port` addresses, in or outside the cluster. */
  | { readonly kind: "static"; readonly addresses: readonly string[] }
  /** Pods of the namespace that hold this container, e.g. an injected exporter; `port` is the container port. */
  | ({ readonly kind: "container" } & ContainerTarget)
  /** Every kubelet, over https with the service account's token; the job's `path` chooses /metrics or /metrics/cadvisor. */
  | { readonly kind: "kubelet" }
  /** The API server, through the Service `kubernetes` in `default`. */
  | { readonly kind: "apiserver" };

export interface ContainerTarget {
  readonly namespace: string;
  /** Pods of this workload alone. Default: whoever they belong to. */
  readonly workload?: { readonly kind: "Deployment" | "StatefulSet"; readonly name: string } | undefined;
  readonly container: string;
  readonly port: number;
}

export interface ScrapeJob {
  /** Label `job`; unique over all systems. */
  readonly job: string;
  readonly target: TargetSource;
  readonly path: string;
  readonly scheme: "http" | "https";
  /** Default: the stack's scrape interval. */
  readonly interval?: Duration | undefined;
  readonly timeout?: Duration | undefined;
  readonly bearerToken?: SecretRef | undefined;
  /** Labels in the scraped text win over the target's (kube-state-metrics speaks about other pods). Default: false. */
  readonly honorLabels?: boolean | undefined;
  /** Regular expressions (anchored) of metric names; only these are stored. Default: every metric. */
  readonly keepMetrics?: readonly string[] | undefined;
  /** Regular expressions (anchored) of metric names that are thrown away after `keepMetrics`. Default: none. */
  readonly dropMetrics?: readonly string[] | undefined;
  /** Labels that some series get besides what they came with. Default: none. */
  readonly labelSeries?: readonly SeriesLabels[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
}

/** Series whose `label` has this `value` also get the labels of `add`. */
export interface SeriesLabels {
  readonly label: string;
  readonly value: string;
  readonly add: Readonly<Record<string, string>>;
}

/** An HTTP probe by the blackbox exporter. */
export interface Probe {
  readonly name: string;
  readonly url: string;
  readonly interval: Duration;
  readonly expectStatus?: number | undefined;
}

/**
 * Ports of one host, each asked by the blackbox exporter. Unlike with a `Probe`, silence is no fault by itself: most ports
 * of a range are free. What an answer means is for the system's own rules.
 */
export interface PortProbe {
  /** Label `job`; unique over all systems. */
  readonly job: string;
  /** Host name or IPv4 address. */
  readonly host: string;
  /** Both ends are asked. */
  readonly ports: { readonly from: number; readonly to: number };
  /** Ports of the range that are left out. */
  readonly except?: readonly number[] | undefined;
  /** Asked over HTTP, any 2xx is an answer. Default: a TCP connection is enough. */
  readonly path?: string | undefined;
  readonly interval: Duration;
  readonly timeout: Duration;
}

/** A file of Prometheus or Loki rules, path relative to the project root; alerts named in `without` are left out. */
export interface RuleSource {
  readonly file: string;
  readonly without?: readonly string[] | undefined;
}

/** Log file on the node, read by the collector beside the pod logs. */
export interface LogFile {
  readonly job: string;
  readonly path: string;
  readonly labels: Readonly<Record<string, string>>;
}
