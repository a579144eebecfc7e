import { above, series } from "../kit";
import type { PanelSpec } from "../kit";
import { backend, p95 } from "./select";

/** GAU-50: no alert is asked for it, so its limits stand here. */
export function s3Duration(): PanelSpec {
  return {
    key: "s3-duration",
    type: "gauge",
    title: "Durée S3 (p95)",
    description:
      "p95 de la durée des opérations S3 (put, get, delete). Vert sous 1 s, rouge à partir de 3 s : voir MinIO.",
    unit: "s",
    min: 0,
    max: 5,
    decimals: 2,
    steps: above(3, 1),
    queries: [{ expr: p95("s3_operation_duration_seconds", "operation"), legend: "{{operation}}" }],
  };
}

/** GAU-53 */
export function chunkUploads(): PanelSpec {
  return {
    key: "chunk-uploads",
    type: "timeseries",
    title: "Upload Chunks (p95)",
    description: "p95 de la durée d'envoi d'un morceau de fichier.",
    unit: "s",
    min: 0,
    queries: [{ expr: p95("chunk_upload_duration_seconds"), legend: "p95" }],
  };
}

/** GAU-54 */
export function redisOperations(): PanelSpec {
  return {
    key: "redis-operations",
    type: "timeseries",
    title: "Opérations Redis",
    description: "Opérations Redis par seconde, par opération et statut, vues par le service.",
    unit: "ops",
    min: 0,
    width: 12,
    queries: [
      {
        expr: `sum by (operation, status) (rate(${backend("redis_operations_total")}[$__rate_interval]))`,
        legend: "{{operation}} {{status}}",
      },
    ],
  };
}

/** GAU-55 */
export function databaseDuration(): PanelSpec {
  return {
    key: "db-duration",
    type: "timeseries",
    title: "Durée DB (p95)",
    description: "p95 de la durée des requêtes SQL par type (SELECT, INSERT, UPDATE).",
    unit: "s",
    min: 0,
    width: 12,
    queries: [{ expr: p95("db_query_duration_seconds", "query_type"), legend: "{{query_type}}" }],
  };
}

/** GAU-25, which the specification names and draws nowhere. */
export function chunkDownloads(): PanelSpec {
  return {
    key: "chunk-downloads",
    type: "timeseries",
    title: "Download Chunks (p95)",
    description: "p95 de la durée de téléchargement d'un morceau de fichier.",
    unit: "s",
    min: 0,
    queries: [{ expr: p95("chunk_download_duration_seconds"), legend: "p95" }],
  };
}

/** GAU-29, likewise. */
export function databaseQueries(): PanelSpec {
  return {
    key: "db-queries",
    type: "timeseries",
    title: "Requêtes DB",
    description: "Requêtes SQL par seconde et par type.",
    unit: "ops",
    min: 0,
    queries: [
      {
        expr: `sum by (query_type) (rate(${backend("db_queries_total")}[$__rate_interval]))`,
        legend: "{{query_type}}",
      },
    ],
  };
}

/** GAU-15: what MinIO says about itself. */
export function minioFreeSpace(): PanelSpec {
  const minio = (metric: string) => `sum(${series(metric, 'system="gauzian"', 'job="minio"')})`;
  return {
    key: "minio-free",
    type: "stat",
    title: "Espace libre MinIO",
    description: "Espace utilisable restant du cluster MinIO ; à zéro, plus aucun envoi n'aboutit.",
    unit: "decbytes",
    noValue: "MinIO ne répond pas",
    queries: [{ expr: minio("minio_cluster_capacity_usable_free_bytes"), legend: "libre" }],
  };
}
