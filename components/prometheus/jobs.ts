import type { Settings } from "../../config/schema";
import { durationSeconds } from "../../config/schema/scalars";
import type { ScrapeJob, System } from "../../systems/model";
import { targets } from "./discovery";
import type { Authorization, ScrapeConfig, TlsConfig } from "./model";
import { ACCOUNT_TOKEN, CLUSTER_CA } from "./paths";
import { scrapeSecretFile, secretPath } from "./secret-files";
import { seriesRelabelings } from "./series";

/** The scrape configuration of one job of a system. */
export function scrapeConfig(job: ScrapeJob, system: System, settings: Settings): ScrapeConfig {
  const { sampleLimit, fallbackScrapeProtocol } = settings.prometheus;
  const ofCluster = job.target.kind === "kubelet" || job.target.kind === "apiserver";
  const series = seriesRelabelings(job);
  return {
    job_name: job.job,
    metrics_path: job.path,
    scheme: job.scheme,
    ...(job.interval === undefined ? {} : { scrape_interval: job.interval }),
    ...timeout(job, settings),
    ...(job.honorLabels === true ? { honor_labels: true } : {}),
    // The cluster's own targets grow with the cluster, and are to be trusted; a limit there would lose them all at once.
    ...(sampleLimit === 0 || ofCluster || job.honorLabels === true ? {} : { sample_limit: sampleLimit }),
    ...(ofCluster ? clusterAccess(job) : { fallback_scrape_protocol: fallbackScrapeProtocol }),
    ...(job.bearerToken === undefined
      ? {}
      : { authorization: bearer(secretPath(scrapeSecretFile(job.job))) }),
    ...targets(job, { ...job.labels, system: system.name }),
    ...(series.length === 0 ? {} : { metric_relabel_configs: series }),
  };
}

/** An interval shorter than the stack's timeout needs a timeout of its own: Prometheus refuses a longer one. */
function timeout(
  { interval, timeout: own }: ScrapeJob,
  { prometheus }: Settings,
): { scrape_timeout?: string } {
  if (own !== undefined) return { scrape_timeout: own };
  if (interval === undefined) return {};
  return durationSeconds(interval) < durationSeconds(prometheus.scrapeTimeout)
    ? { scrape_timeout: interval }
    : {};
}

export function bearer(file: string): Authorization {
  return { type: "Bearer", credentials_file: file };
}

/** With the service account's own token; the roles grant exactly these reads. */
function clusterAccess({ target }: ScrapeJob): { authorization: Authorization; tls_config: TlsConfig } {
  return {
    authorization: bearer(ACCOUNT_TOKEN),
    tls_config:
      target.kind === "apiserver"
        ? { ca_file: CLUSTER_CA, server_name: "kubernetes" }
        : // Kubelets sign their serving certificates themselves unless the cluster approves requests for them:
          // https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation
          { ca_file: CLUSTER_CA, insecure_skip_verify: true },
  };
}
