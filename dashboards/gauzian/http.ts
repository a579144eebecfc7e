import { above, below } from "../kit";
import type { PanelSpec } from "../kit";
import { backend } from "./select";

/** GAU-42 */
export function requestsPerSecond(): PanelSpec {
  return {
    key: "requests",
    type: "timeseries",
    title: "Requêtes HTTP/s",
    description:
      "Requêtes HTTP par seconde, une courbe par méthode. Une chute soudaine à zéro : voir « Taux de Succès ».",
    unit: "reqps",
    min: 0,
    queries: [
      {
        expr: `sum by (method) (rate(${backend("http_requests_total")}[$__rate_interval]))`,
        legend: "{{method}}",
      },
    ],
  };
}

/** GAU-43 */
export function activeConnections(): PanelSpec {
  return {
    key: "connections",
    type: "stat",
    title: "Connexions Actives",
    description: "Nombre de connexions HTTP ouvertes en ce moment, toutes instances confondues.",
    unit: "short",
    decimals: 0,
    queries: [{ expr: `sum(${backend("http_connections_active")})`, legend: "connexions" }],
  };
}

/** GAU-44: green from 99 %, red below the alert's own threshold. */
export function successRate(bad: number): PanelSpec {
  return {
    key: "success-rate",
    type: "stat",
    title: "Taux de Succès",
    description: `Part des réponses 2xx. L'alerte « Taux d'erreur élevé » se déclenche sous ${bad} %.`,
    unit: "percent",
    decimals: 2,
    min: 0,
    max: 100,
    steps: below(bad, 99),
    noValue: "aucune requête",
    queries: [
      {
        expr:
          `(sum(rate(${backend("http_requests_total", 'status=~"2.."')}[$__rate_interval])) or vector(0)) / ` +
          `sum(rate(${backend("http_requests_total")}[$__rate_interval])) * 100`,
        legend: "succès",
      },
    ],
  };
}

/** GAU-45 */
export function latency(bad: number): PanelSpec {
  const quantile = (q: number) =>
    `histogram_quantile(${q}, sum by (le) (rate(${backend("http_request_duration_seconds_bucket")}[$__rate_interval]))) * 1000`;
  return {
    key: "latency",
    type: "timeseries",
    title: "Latence p50/p95/p99",
    description: `Percentiles 50, 95 et 99 de la durée des requêtes. L'alerte « Latence élevée » se déclenche quand p95 dépasse ${bad} ms.`,
    unit: "ms",
    min: 0,
    steps: above(bad),
    queries: [
      { expr: quantile(0.5), legend: "p50" },
      { expr: quantile(0.95), legend: "p95" },
      { expr: quantile(0.99), legend: "p99" },
    ],
  };
}

/** GAU-51: the query of GAU-91, narrowed to this system. */
export function slowestEndpoints(): PanelSpec {
  const buckets = backend("http_request_duration_seconds_bucket");
  return {
    key: "slowest-endpoints",
    type: "table",
    title: "Top 10 Endpoints",
    description: "Les dix endpoints dont le p95 de latence est le plus élevé sur les cinq dernières minutes.",
    unit: "s",
    decimals: 3,
    queries: [
      {
        expr: `topk(10, histogram_quantile(0.95, sum(rate(${buckets}[$__rate_interval])) by (le, endpoint)))`,
        window: "5m",
      },
    ],
    options: { sortBy: [{ displayName: "p95", desc: true }] },
    transformations: [
      {
        id: "organize",
        options: { excludeByName: { Time: true }, renameByName: { endpoint: "Endpoint", Value: "p95" } },
      },
    ],
  };
}

/** GAU-52 */
export function errorsPerSecond(): PanelSpec {
  const rate = (status: string) =>
    `sum(rate(${backend("http_requests_total", `status=~"${status}"`)}[$__rate_interval])) or vector(0)`;
  return {
    key: "errors",
    type: "timeseries",
    title: "Erreurs 4xx/5xx",
    description: "Réponses en erreur par seconde : 4xx, la demande est refusée ; 5xx, le service a échoué.",
    unit: "reqps",
    min: 0,
    queries: [
      { expr: rate("4.."), legend: "4xx" },
      { expr: rate("5.."), legend: "5xx" },
    ],
  };
}

/** GAU-92 */
export function endpointErrorRate(): PanelSpec {
  const errors = backend("http_requests_total", 'status=~"5.."');
  const all = backend("http_requests_total");
  return {
    key: "endpoint-error-rate",
    type: "timeseries",
    title: "Taux d'erreur par endpoint",
    description:
      "Part des réponses 5xx de chaque endpoint sur cinq minutes. Un endpoint sans erreur n'apparaît pas.",
    unit: "percent",
    min: 0,
    noValue: "aucune erreur",
    queries: [
      {
        expr: `sum(rate(${errors}[$__rate_interval])) by (endpoint) / sum(rate(${all}[$__rate_interval])) by (endpoint) * 100`,
        legend: "{{endpoint}}",
        window: "5m",
      },
    ],
  };
}
