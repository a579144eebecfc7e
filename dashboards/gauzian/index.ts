import type { DashboardInput, DashboardJson } from "../contract";
import { dashboard, logLines, lokiVariable, searchVariable, targetVariables } from "../kit";
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
  redisOperations,
  s3Duration,
} from "./infrastructure";

export const GAUZIAN_OVERVIEW = { uid: "gauzian-overview", title: "Gauzian - Overview" } as const;

const RULES = "rules/gauzian.yaml";

/** GAU-57: the source reads logs with kubectl; where this stack collects them they stand here. */
const productLogs = (namespace: string) =>
  logLines(
    namespace,
    "Journaux Gauzian",
    "Lignes récentes des pods de Gauzian, sans celles de niveau debug ; la recherche en haut les filtre.",
  );

/** GAU-41: the fourteen panels of the specification in its order, then its useful queries and what it names besides. */
export function gauzianOverview(namespace: string, input: DashboardInput): DashboardJson {
  const threshold = (alert: string) => input.threshold(RULES, alert);
  return dashboard({
    ...GAUZIAN_OVERVIEW,
    description: "Gauzian : trafic HTTP, fichiers, authentification, S3, Redis et base de données.",
    tags: ["gauzian"],
    alerts: 'system="gauzian"',
    variables: [
      ...targetVariables('system="gauzian"'),
      ...(input.logs ? [lokiVariable(), searchVariable()] : []),
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
  });
}
