import type { Settings } from "../../config/schema";
import type { Plan } from "../../systems/plan";
import { FINISHED_PODS, POD_LABELS } from "./discovery";
import type { Relabeling, ScrapeConfig } from "./model";
import { constants, copy, drop, keep, literal } from "./relabel";

/** Label `system` of what no system names. */
export const DISCOVERED = "discovered";

type Owner = "pod" | "service";

/** Pods and Services that carry `prometheus.io/scrape: "true"`, with `port`, `path` and `scheme` beside it. */
export function annotationJobs(plan: Plan): ScrapeConfig[] {
  if (!plan.settings.prometheus.annotationDiscovery) return [];
  return [podJob(plan.settings), serviceJob(plan)];
}

function podJob(settings: Settings): ScrapeConfig {
  return {
    job_name: "annotated-pods",
    ...limits(settings),
    kubernetes_sd_configs: [{ role: "pod" }],
    relabel_configs: [
      keep([annotation("pod", "scrape")], "true"),
      FINISHED_PODS,
      // A pod is one target per container port: without a port of its own it would be scraped on each of them.
      keep([annotation("pod", "port"), "__meta_kubernetes_pod_container_port_number"], "(\\d+);\\d*|;\\d+"),
      ...address("pod"),
      ...POD_LABELS,
      jobLabel("__meta_kubernetes_pod_label_app"),
      jobLabel("__meta_kubernetes_pod_label_app_kubernetes_io_name"),
      ...constants({ system: DISCOVERED }),
    ],
  };
}

function serviceJob(plan: Plan): ScrapeConfig {
  const known = scrapedServices(plan);
  return {
    job_name: "annotated-services",
    ...limits(plan.settings),
    kubernetes_sd_configs: [{ role: "endpointslice" }],
    relabel_configs: [
      keep([annotation("service", "scrape")], "true"),
      // Annotated pods behind an annotated Service are targets of the other job.
      drop([annotation("pod", "scrape")], "true"),
      ...(known === ""
        ? []
        : [drop(["__meta_kubernetes_namespace", "__meta_kubernetes_service_name"], known)]),
      ...address("service"),
      ...POD_LABELS,
      jobLabel("__meta_kubernetes_service_name"),
      ...constants({ system: DISCOVERED }),
    ],
  };
}

/** Services that a system scrapes already, as `namespace;service`. */
function scrapedServices({ systems }: Plan): string {
  const known = systems
    .flatMap(({ scrapes }) => scrapes)
    .flatMap(({ target }) =>
      target.kind === "service" ? [`${literal(target.namespace)};${literal(target.service)}`] : [],
    );
  return [...new Set(known)].sort().join("|");
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
    source_labels: ["__meta_kubernetes_namespace", source],
    separator: "/",
    regex: "(.+/.+)",
    target_label: "job",
  };
}
