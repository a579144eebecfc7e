import type { DashboardInput, DashboardJson } from "../contract";
import { dashboard, labelVariable, lokiVariable, prometheusVariable } from "../kit";
import { authAttempts, authSuccess, bytesUploaded, downloads, uploads, uploadThroughput } from "./business";
import {
  activeConnections,
  endpointErrorRate,
  errorsPerSecond,
  latency,
  requestsPerSecond,
  slowestEndpoints,
  successRate,
} from "./http";
import {
  chunkDownloads,
  chunkUploads,
  databaseDuration,
  databaseQueries,
  minioFreeSpace,
  productLogs,
  redisOperations,
  s3Duration,
} from "./infrastructure";

export const GAUZIAN_OVERVIEW = { uid: "gauzian-overview", title: "Gauzian - Overview" } as const;

const RULES = "rules/gauzian.yaml";

/** GAU-41: the fourteen panels of the specification in its order, then its useful queries and what it names besides. */
export function gauzianOverview(namespace: string, input: DashboardInput): DashboardJson {
  const threshold = (alert: string) => input.threshold(RULES, alert);
  return dashboard(
    {
      ...GAUZIAN_OVERVIEW,
      description: "Gauzian : trafic HTTP, fichiers, authentification, S3, Redis et base de données.",
      tags: ["gauzian"],
      alerts: 'system="gauzian"',
      variables: [
        prometheusVariable(),
        ...(input.logs ? [lokiVariable()] : []),
        labelVariable({
          name: "job",
          label: "Job",
          query: 'label_values(http_requests_total{system="gauzian"}, job)',
        }),
        labelVariable({
          name: "instance",
          label: "Instance",
          query: 'label_values(http_requests_total{system="gauzian", job=~"$job"}, instance)',
        }),
      ],
      rows: [
        {
          panels: [
            requestsPerSecond(),
            activeConnections(),
            successRate(threshold("GauzianHttpSuccessRateLow")),
            latency(threshold("GauzianHttpLatencyHigh")),
            uploads(),
            downloads(),
            bytesUploaded(),
            authAttempts(threshold("GauzianAuthFailuresHigh")),
            s3Duration(),
            slowestEndpoints(),
            errorsPerSecond(),
            chunkUploads(),
            redisOperations(),
            databaseDuration(),
          ],
        },
        {
          title: "Requêtes utiles",
          collapsed: true,
          panels: [endpointErrorRate(), uploadThroughput(), authSuccess()],
        },
        {
          title: "Infrastructure et journaux",
          collapsed: true,
          panels: [
            chunkDownloads(),
            databaseQueries(),
            minioFreeSpace(),
            ...(input.logs ? [productLogs(namespace)] : []),
          ],
        },
      ],
    },
    input,
  );
}
