import { parse } from "yaml";
import type { KubeObject } from "../cluster";
import { files } from "./queries";

/** A scrape job of the rendered Prometheus configuration that looks at a product, not at the stack itself. */
export interface ProductJob {
  readonly job: string;
  readonly system: string;
  readonly namespace: string;
  readonly service: string;
  /** Name or number, as the job keeps it. */
  readonly port: string;
  readonly path: string;
}

/** A fixed address that a job of a product scrapes, in or outside of the cluster. */
export interface StaticTarget {
  readonly job: string;
  readonly system: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

interface ScrapeConfig {
  readonly job_name: string;
  readonly params?: { readonly module?: readonly string[] };
  readonly static_configs?: readonly {
    readonly targets: readonly string[];
    readonly labels?: { readonly system?: string };
  }[];
  readonly metrics_path?: string;
  readonly metric_relabel_configs?: readonly { readonly target_label?: string }[];
  readonly kubernetes_sd_configs?: readonly {
    readonly role: string;
    readonly namespaces?: { readonly names: readonly string[] };
    readonly selectors?: readonly { readonly label?: string }[];
  }[];
  readonly relabel_configs?: readonly {
    readonly action?: string;
    readonly regex?: string;
    readonly replacement?: string;
    readonly target_label?: string;
    readonly source_labels?: readonly string[];
  }[];
}

/** Names of every scrape job, in the order of the configuration. */
export function jobNames(objects: readonly KubeObject[]): readonly string[] {
  return scrapeConfigs(objects).map(({ job_name }) => job_name);
}

/** Labels that the job's series get only after they were scraped. */
export function labelsAdded(objects: readonly KubeObject[], job: string): ReadonlySet<string> {
  const config = scrapeConfigs(objects).find(({ job_name }) => job_name === job);
  return new Set((config?.metric_relabel_configs ?? []).flatMap(({ target_label: label }) => label ?? []));
}

/** Jobs that find a product's Service by its name. */
export function productJobs(objects: readonly KubeObject[]): readonly ProductJob[] {
  return scrapeConfigs(objects).flatMap((config) => {
    const relabel = config.relabel_configs ?? [];
    const system = relabel.find(({ target_label }) => target_label === "system")?.replacement ?? "";
    const discovery = config.kubernetes_sd_configs?.[0];
    const service = /service-name=([^,]+)/.exec(discovery?.selectors?.[0]?.label ?? "")?.[1];
    const namespace = discovery?.namespaces?.names[0];
    const port = relabel.find(({ source_labels }) =>
      /endpointslice_port(_name)?$/.test(source_labels?.[0] ?? ""),
    )?.regex;
    if (system === "platform" || service === undefined || namespace === undefined || port === undefined)
      return [];
    return [
      { job: config.job_name, system, namespace, service, port, path: config.metrics_path ?? "/metrics" },
    ];
  });
}

/**
 * Fixed addresses of products. Of the addresses that are only probed, those of pages are left out, and of each job's others
 * the first is there: most ports of a range that is watched are free.
 */
export function staticTargets(objects: readonly KubeObject[]): readonly StaticTarget[] {
  return scrapeConfigs(objects).flatMap((config) => {
    const { job_name: job, metrics_path: path = "/metrics", static_configs: configs = [] } = config;
    const found = configs.flatMap(({ targets, labels }) =>
      targets.flatMap((target) => {
        const [, host = "", port = ""] = /^([^:/]+):(\d+)$/.exec(target) ?? [];
        return host === "" ? [] : [{ job, system: labels?.system ?? "", host, port: Number(port), path }];
      }),
    );
    return config.params?.module === undefined ? found : found.slice(0, 1);
  });
}

function scrapeConfigs(objects: readonly KubeObject[]): readonly ScrapeConfig[] {
  const text = files(objects, "prometheus-config").find(([name]) => name === "prometheus.yml")?.[1];
  if (text === undefined)
    throw new Error("the stack has no ConfigMap prometheus-config with prometheus.yml in it");
  return (parse(text) as { scrape_configs: ScrapeConfig[] }).scrape_configs;
}
