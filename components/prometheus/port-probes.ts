import type { Settings } from "../../config/schema";
import type { PortProbe, System } from "../../systems/model";
import { portProbeModule } from "../exporters/blackbox-config";
import { serviceUrl } from "../../base/endpoints";
import type { ScrapeConfig } from "./model";
import { keep } from "./relabel";

/** What is kept of each answer: eight series a port with the five that Prometheus adds, instead of over twenty. */
const KEPT = ["probe_success", "probe_duration_seconds", "probe_http_status_code"];

/** Label of the targets that a prober asks: their `up` is about the prober alone, which has a job of its own. */
const PROBER = { prober: "blackbox" } as const;

/**
 * One job for a whole range of ports, each a target of its own. Prometheus spreads the scrapes of a job evenly over its
 * interval, so 900 ports in a minute are 15 probes a second, most of which end at once with a refused connection.
 */
export function portProbeJob(probe: PortProbe, system: System, settings: Settings): ScrapeConfig {
  const { job, interval, timeout, path } = probe;
  return {
    job_name: job,
    metrics_path: "/probe",
    params: { module: [portProbeModule(probe)] },
    scrape_interval: interval,
    scrape_timeout: timeout,
    static_configs: [{ targets: addresses(probe), labels: { ...PROBER, system: system.name } }],
    relabel_configs: [
      {
        source_labels: ["__address__"],
        target_label: "__param_target",
        replacement: path === undefined ? "$1" : `http://$1${path}`,
      },
      { source_labels: ["__address__"], target_label: "instance" },
      { source_labels: ["__address__"], regex: ".*:(\\d+)", target_label: "port" },
      { target_label: "__address__", replacement: new URL(serviceUrl("blackbox-exporter", settings)).host },
    ],
    metric_relabel_configs: [keep(["__name__"], KEPT.join("|"))],
  };
}

function addresses({ host, ports: { from, to }, except = [] }: PortProbe): string[] {
  const left = new Set(except);
  const every = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return every.filter((port) => !left.has(port)).map((port) => `${host}:${port}`);
}
