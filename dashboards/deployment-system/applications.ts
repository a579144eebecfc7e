import { above } from "../kit";
import type { PanelSpec } from "../kit";
import { cpuOfServer, memoryOfServer } from "./infrastructure";
import { application, CHOSEN, container, IN_USE, port, used } from "./select";

/** DEP-80, its volume; the latency of each application is the panel `latency`. */
export function requests(measured: boolean): PanelSpec {
  const checks = port("probe_http_status_code", CHOSEN);
  return {
    key: "requests",
    type: "timeseries",
    title: "HTTP Requests",
    description:
      "Requêtes par seconde de chaque application qui les compte, et contrôles de santé auxquels elle a répondu. Leur latence est sous « Latence par application ».",
    unit: "reqps",
    min: 0,
    noValue: "aucune application",
    queries: [
      ...(measured
        ? [
            {
              expr: `sum by (instance) (rate(${application("http_requests_total")}[$__rate_interval]))`,
              legend: "{{instance}}",
            },
          ]
        : []),
      {
        expr: `(sum_over_time((${checks} > bool 0)[5m:1m]) and on (instance) ${IN_USE}) / 300`,
        legend: "{{instance}} santé",
      },
    ],
  };
}

/** DEP-81 */
export function errorRates(bad: number, measured: boolean): PanelSpec {
  const share = (status: string) =>
    `sum by (instance) (rate(${application("http_requests_total", `status=~"${status}"`)}[$__rate_interval]))` +
    ` / sum by (instance) (rate(${application("http_requests_total")}[$__rate_interval])) * 100`;
  return {
    key: "errors",
    type: "timeseries",
    title: "Error Rates",
    description: `Part des réponses 4xx et 5xx de chaque application, et de ses contrôles de santé. L'alerte « High Error Rate » se déclenche au-delà de ${bad} %.`,
    unit: "percent",
    min: 0,
    max: 100,
    steps: above(bad),
    noValue: "aucune erreur",
    queries: [
      ...(measured
        ? [
            { expr: share("4.."), legend: "{{instance}} 4xx", window: "5m" as const },
            { expr: share("5.."), legend: "{{instance}} 5xx", window: "5m" as const },
          ]
        : []),
      {
        expr: `(avg_over_time((${port("probe_http_status_code", CHOSEN)} >= bool 400)[10m:1m]) and on (instance) ${IN_USE}) * 100`,
        legend: "{{instance}} santé",
      },
    ],
  };
}

/** DEP-82: over all chosen applications, by what they measure and by how fast they answer their health check. */
export function responseTimes(measured: boolean): PanelSpec {
  const buckets = `sum by (le) (rate(${application("http_request_duration_seconds_bucket")}[$__rate_interval]))`;
  const quantiles = [50, 95, 99];
  return {
    key: "response-times",
    type: "timeseries",
    title: "Response Times",
    description:
      "Percentiles 50, 95 et 99 du temps de réponse : des requêtes des applications qui les mesurent, et des contrôles de santé de toutes.",
    unit: "s",
    min: 0,
    queries: [
      ...(measured ? quantiles : []).map((percent) => ({
        expr: `histogram_quantile(${percent / 100}, ${buckets})`,
        legend: `requêtes p${percent}`,
      })),
      ...quantiles.map((percent) => ({
        expr: `quantile(${percent / 100}, ${used("probe_duration_seconds")})`,
        legend: `santé p${percent}`,
      })),
    ],
  };
}

/** DEP-83 */
export function health(): PanelSpec {
  return {
    key: "health",
    type: "timeseries",
    title: "Health Checks",
    description:
      "Réponse au contrôle de santé de chaque port en usage : 1 sain, 0 muet ou en erreur. Un port qui n'a jamais répondu n'apparaît pas.",
    unit: "bool_on_off",
    min: 0,
    max: 1,
    noValue: "aucune application",
    queries: [{ expr: used("probe_success"), legend: "{{port}}" }],
  };
}

/** DEP-84 */
export function resources(): PanelSpec {
  return {
    key: "resources",
    type: "timeseries",
    title: "Container Resources",
    description: "Processeur et mémoire de chaque application, en pour cent du serveur.",
    unit: "percent",
    min: 0,
    queries: [
      { ...cpuOfServer(), legend: "{{name}} CPU" },
      { expr: memoryOfServer(), legend: "{{name}} RAM" },
    ],
  };
}

/** The other half of DEP-80. */
export function latency(measured: boolean): PanelSpec {
  const rate = (part: "sum" | "count") =>
    `sum by (instance) (rate(${application(`http_request_duration_seconds_${part}`)}[$__rate_interval]))`;
  return {
    key: "latency",
    type: "timeseries",
    title: "Latence par application",
    description:
      "Durée moyenne d'une requête de chaque application qui la mesure, et durée de son contrôle de santé.",
    unit: "s",
    min: 0,
    queries: [
      ...(measured ? [{ expr: `${rate("sum")} / ${rate("count")}`, legend: "{{instance}}" }] : []),
      { expr: used("probe_duration_seconds"), legend: "{{instance}} santé" },
    ],
  };
}

/** The measure of the alert ContainerRestartLoop. */
export function restarts(tooMany: number): PanelSpec {
  return {
    key: "restarts",
    type: "timeseries",
    title: "Redémarrages",
    description: `Redémarrages de chaque conteneur sur une heure. L'alerte « Container Restart Loop » se déclenche au-delà de ${tooMany}.`,
    unit: "short",
    decimals: 0,
    min: 0,
    steps: above(tooMany),
    queries: [
      {
        expr: `changes(max by (name) (${container("container_start_time_seconds")})[1h:1m])`,
        legend: "{{name}}",
      },
    ],
  };
}

/** An application without a health check is told from an empty port by its answer. */
export function withoutHealth(): PanelSpec {
  return {
    key: "without-health",
    type: "table",
    title: "Ports qui répondent sans contrôle de santé",
    description:
      "Ports dont quelque chose répond, mais jamais 2xx : une application sans /health. Aucune alerte ne la surveille tant qu'elle n'en a pas. La valeur est le statut HTTP.",
    unit: "none",
    noValue: "aucun",
    queries: [{ expr: `${port("probe_http_status_code")} > 0 unless on (instance) ${IN_USE}` }],
    transformations: [
      {
        id: "organize",
        options: {
          excludeByName: { Time: true, __name__: true, job: true, prober: true, system: true },
          renameByName: { port: "Port", instance: "Adresse", Value: "Statut" },
        },
      },
    ],
  };
}
