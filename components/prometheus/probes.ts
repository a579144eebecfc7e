import type { Settings } from "../../config/schema";
import { durationSeconds } from "../../config/schema/scalars";
import type { Probe, System } from "../../systems/model";
import { probeModule } from "../exporters/blackbox-config";
import { namespaceOf, portOf } from "../../base/endpoints";
import type { ScrapeConfig } from "./model";

/**
 * One job per probe, since each has an interval of its own. The target's `instance` is the probed URL, not the exporter.
 * https://github.com/prometheus/blackbox_exporter#prometheus-configuration
 */
export function probeJob(probe: Probe, system: System, settings: Settings): ScrapeConfig {
  const exporter = `blackbox-exporter.${namespaceOf("blackbox-exporter", settings)}.svc:${portOf("blackbox-exporter")}`;
  return {
    job_name: probeJobName(system, probe),
    metrics_path: "/probe",
    params: { module: [probeModule(probe)] },
    scrape_interval: probe.interval,
    ...shortTimeout(probe, settings),
    static_configs: [{ targets: [probe.url], labels: { probe: probe.name, system: system.name } }],
    relabel_configs: [
      { source_labels: ["__address__"], target_label: "__param_target" },
      { source_labels: ["__param_target"], target_label: "instance" },
      { target_label: "__address__", replacement: exporter },
    ],
  };
}

/** A slash keeps it apart from every job of a system or of the stack file, which are Kubernetes names. */
function probeJobName(system: System, probe: Probe): string {
  return `probe/${system.name}/${probe.name}`;
}

function shortTimeout({ interval }: Probe, { prometheus }: Settings): { scrape_timeout?: string } {
  return durationSeconds(interval) < durationSeconds(prometheus.scrapeTimeout)
    ? { scrape_timeout: interval }
    : {};
}
