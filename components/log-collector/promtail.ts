import { portOf } from "../../base/endpoints";
import type { Pipeline, Relabel, Source, Stage } from "./model";

/** Where positions are kept on the node: they survive restarts of the pod and of the node. */
export const STATE_DIR = "/var/lib/vigie-logs";

/** promtail.yaml. Promtail keeps to its own node by `__host__` and the environment variable HOSTNAME. */
export function promtailConfig(pipeline: Pipeline): object {
  const { pushUrl, labels, retry, sources } = pipeline;
  return {
    server: { http_listen_port: portOf("promtail"), grpc_listen_port: 0, log_level: "info" },
    positions: { filename: `${STATE_DIR}/positions.yaml` },
    clients: [
      {
        url: pushUrl,
        external_labels: labels,
        backoff_config: {
          min_period: retry.minPeriod,
          max_period: retry.maxPeriod,
          max_retries: retry.retries,
        },
      },
    ],
    scrape_configs: sources.map(scrapeConfig),
  };
}

function scrapeConfig({ name, role, relabel, stages }: Source): object {
  return {
    job_name: name,
    kubernetes_sd_configs: [{ role }],
    relabel_configs: relabel.map(relabelConfig),
    pipeline_stages: stages.map(pipelineStage),
  };
}

function relabelConfig({ action, from, separator, regex, to, replacement }: Relabel): object {
  return {
    action,
    ...(from === undefined ? {} : { source_labels: from }),
    ...(separator === undefined ? {} : { separator }),
    ...(regex === undefined ? {} : { regex }),
    ...(to === undefined ? {} : { target_label: to }),
    ...(replacement === undefined ? {} : { replacement }),
  };
}

function pipelineStage(stage: Stage): object {
  switch (stage.kind) {
    case "cri":
      return { cri: {} };
    case "decolorize":
      return { decolorize: {} };
    case "regex":
      return {
        regex: {
          expression: stage.expression,
          ...(stage.source === undefined ? {} : { source: stage.source }),
        },
      };
    case "template":
      return { template: { source: stage.source, template: stage.template } };
    case "drop":
      return {
        drop: {
          source: stage.source,
          expression: stage.expression,
          drop_counter_reason: stage.reason,
        },
      };
    case "labels":
      return { labels: itself(stage.names) };
    case "structuredMetadata":
      return { structured_metadata: itself(stage.names) };
    case "dropLabels":
      return { labeldrop: stage.names };
  }
}

function itself(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}
