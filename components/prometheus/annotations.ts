import type { Settings } from "../../config/schema";
import type { Plan } from "../../systems/plan";
import { injectedExporter } from "./databases";
import { CONTROLLER, FINISHED_PODS, POD_LABELS, podsOf } from "./discovery";
import type { Relabeling, ScrapeConfig } from "./model";
import { constants, drop, keep, literal } from "./relabel";

/** Label `system` of what no system names. */
const DISCOVERED = "discovered";

type Owner = "pod" | "service";

const NAMESPACE = "__meta_kubernetes_namespace";
const SERVICE = "__meta_kubernetes_service_name";
/** How pods say what they are; the later one wins. */
const APP_LABELS = ["__meta_kubernetes_pod_label_app", "__meta_kubernetes_pod_label_app_kubernetes_io_name"];

/**
 * Pods and Services that carry `prometheus.io/scrape: "true"`, with `port`, `path` and `scheme` beside it. What a system
 * scrapes already is left out, as far as names tell: under two jobs every sum over it would double.
 */
export function annotationJobs(plan: Plan): ScrapeConfig[] {
  if (!plan.settings.prometheus.annotationDiscovery) return [];
  return [podJob(plan), serviceJob(plan)];
}

function podJob(plan: Plan): ScrapeConfig {
  return {
    job_name: "annotated-pods",
    ...limits(plan.settings),
    kubernetes_sd_configs: [{ role: "pod" }],
    relabel_configs: [
      keep([annotation("pod", "scrape")], "true"),
      FINISHED_PODS,
      ...APP_LABELS.flatMap((label) => known(plan, label)),
      // A pod without any port would be asked on port 80.
      keep([annotation("pod", "port"), "__meta_kubernetes_pod_container_port_number"], "\\d+;\\d*|;\\d+"),
      ...address("pod"),
      ...injected(plan),
      ...POD_LABELS,
      ...APP_LABELS.map(jobLabel),
      ...constants({ system: DISCOVERED }),
    ],
  };
}

function serviceJob(plan: Plan): ScrapeConfig {
  return {
    job_name: "annotated-services",
    ...limits(plan.settings),
    kubernetes_sd_configs: [{ role: "endpointslice" }],
    relabel_configs: [
      keep([annotation("service", "scrape")], "true"),
      // Annotated pods behind an annotated Service are targets of the other job.
      drop([annotation("pod", "scrape")], "true"),
      ...known(plan, SERVICE),
      // Without a port in the annotation: the Service's own ports, not every port of its pods' containers.
      keep([annotation("service", "port"), "__meta_kubernetes_endpointslice_port"], "\\d+;\\d*|;\\d+"),
      ...address("service"),
      ...injected(plan),
      ...POD_LABELS,
      jobLabel(SERVICE),
      ...constants({ system: DISCOVERED }),
    ],
  };
}

/** Drops what is named, within its namespace, like a Service that a system scrapes. */
function known({ systems }: Plan, label: string): Relabeling[] {
  const services = systems
    .flatMap(({ scrapes }) => scrapes)
    .flatMap(({ target }) => (target.kind === "service" ? [`${target.namespace};${target.service}`] : []));
  const names = [...new Set(services)].sort().map(literal);
  return names.length === 0 ? [] : [drop([NAMESPACE, label], names.join("|"))];
}

/** Drops the exporters that this stack added to annotated pods: each has a job of its own, under the database's name. */
function injected({ systems }: Plan): Relabeling[] {
  const exporters = systems
    .flatMap(({ databases }) => databases)
    .flatMap((database) => injectedExporter(database) ?? [])
    .flatMap(({ namespace, workload, port }) =>
      workload === undefined ? [] : [`${namespace};${podsOf(workload)};.+:${port}`],
    );
  const patterns = [...new Set(exporters)].sort();
  return patterns.length === 0 ? [] : [drop([NAMESPACE, ...CONTROLLER, "__address__"], patterns.join("|"))];
}

function limits({ prometheus }: Settings): Pick<ScrapeConfig, "sample_limit" | "fallback_scrape_protocol"> {
  return {
    fallback_scrape_protocol: prometheus.fallbackScrapeProtocol,
    ...(prometheus.sampleLimit === 0 ? {} : { sample_limit: prometheus.sampleLimit }),
  };
}

function annotation(owner: Owner, name: "scrape" | "port" | "path" | "scheme"): string {
  return `__meta_kubernetes_${owner}_annotation_prometheus_io_${name}`;
}

function address(owner: Owner): Relabeling[] {
  return [
    { source_labels: [annotation(owner, "scheme")], regex: "(https?)", target_label: "__scheme__" },
    { source_labels: [annotation(owner, "path")], regex: "(.+)", target_label: "__metrics_path__" },
    {
      // `10.0.0.1:8080`, `[fd00::1]:8080` and either without a port, then the annotation's port.
      source_labels: ["__address__", annotation(owner, "port")],
      regex: "(\\[.+\\]|[^:]+)(?::\\d+)?;(\\d+)",
      target_label: "__address__",
      replacement: "${1}:${2}",
    },
  ];
}

/** `<namespace>/<name>`: a slash keeps it apart from every configured job. */
function jobLabel(source: string): Relabeling {
  return {
    source_labels: [NAMESPACE, source],
    separator: "/",
    regex: "(.+/.+)",
    target_label: "job",
  };
}
