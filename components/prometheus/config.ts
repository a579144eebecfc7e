import type { Settings } from "../../config/schema";
import type { System } from "../../systems/model";
import type { Plan } from "../../systems/plan";
import { externalLabels } from "../kit/external-labels";
import { annotationJobs } from "./annotations";
import { databaseJob } from "./databases";
import { serviceEndpoints, servicePort } from "./discovery";
import { scrapeConfig } from "./jobs";
import type { AlertmanagerConfig, PrometheusConfig, ScrapeConfig } from "./model";
import { RULES_DIR } from "./paths";
import { portProbeJob } from "./port-probes";
import { probeJob } from "./probes";
import { remoteWrite } from "./remote-write";

/** The whole of prometheus.yml. Pure and deterministic. */
export function prometheusConfig(plan: Plan): PrometheusConfig {
  const { settings, systems } = plan;
  const { prometheus } = settings;
  const remote = prometheus.remoteWrite.map(remoteWrite);
  return {
    global: {
      scrape_interval: prometheus.scrapeInterval,
      scrape_timeout: prometheus.scrapeTimeout,
      evaluation_interval: prometheus.evaluationInterval,
      external_labels: externalLabels(settings),
    },
    alerting: { alertmanagers: [alertmanagers(settings)] },
    rule_files: [`${RULES_DIR}/*.yaml`],
    scrape_configs: [...systems.flatMap((system) => systemJobs(system, settings)), ...annotationJobs(plan)],
    ...(remote.length === 0 ? {} : { remote_write: remote }),
  };
}

function systemJobs(system: System, settings: Settings): ScrapeConfig[] {
  return [
    ...system.scrapes.map((job) => scrapeConfig(job, system, settings)),
    ...system.databases.map((database) => databaseJob(database, system, settings)),
    ...(settings.exporters.blackbox.enabled
      ? [
          ...system.probes.map((probe) => probeJob(probe, system, settings)),
          ...(system.portProbes ?? []).map((probe) => portProbeJob(probe, system, settings)),
        ]
      : []),
  ];
}

/**
 * Every Alertmanager pod by itself, never through the Service's one address: each must get each alert, they agree among
 * themselves who tells. https://prometheus.io/docs/alerting/latest/alertmanager/#high-availability
 */
function alertmanagers(settings: Settings): AlertmanagerConfig {
  return {
    api_version: "v2",
    kubernetes_sd_configs: [serviceEndpoints(settings.namespace.name, "alertmanager")],
    relabel_configs: [servicePort("web")],
  };
}
