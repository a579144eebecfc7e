import type { DashboardJson } from "../contract";
import { labelVariable } from "../kit";
import type { PanelSpec } from "../kit";
import { crmDashboard } from "./frame";
import { api } from "./select";

export const CRM_ENDPOINTS = {
  uid: "crm-tpm-finance-endpoints",
  title: "CRM TPM Finance - API endpoints breakdown",
} as const;

const CHOSEN = ['method=~"$method"', 'endpoint=~"$endpoint"'] as const;

/** CRM-121, of what the API exposes: requests and their duration by method, endpoint and status. */
export function crmEndpoints(): DashboardJson {
  const values = (name: string) => `label_values(${api("http_requests_total")}, ${name})`;
  return crmDashboard({
    ...CRM_ENDPOINTS,
    description: "CRM TPM Finance: which endpoints are asked, how long they take, which of them fail.",
    variables: [
      labelVariable({ name: "method", label: "Method", query: values("method") }),
      labelVariable({ name: "endpoint", label: "Endpoint", query: values("endpoint") }),
    ],
    rows: [
      {
        panels: [
          requests("requests", "Requests by endpoint", "endpoint"),
          requests("methods", "Requests by method", "method"),
          requests("statuses", "Responses by status", "status"),
          duration(0.5),
          duration(0.95),
          duration(0.99),
          errorRate(),
          slowestEndpoints(),
          busiest(),
        ],
      },
    ],
  });
}

/** CRM-44 */
function requests(key: string, title: string, by: "endpoint" | "method" | "status"): PanelSpec {
  return {
    key,
    type: "timeseries",
    title,
    description: `Requests per second by ${by}, of the chosen methods and endpoints.`,
    unit: "reqps",
    min: 0,
    stacked: true,
    queries: [
      {
        expr: `sum by (${by}) (rate(${api("http_requests_total", ...CHOSEN)}[$__rate_interval]))`,
        legend: `{{${by}}}`,
      },
    ],
  };
}

/** CRM-45 */
function duration(quantile: number): PanelSpec {
  const buckets = api("http_request_duration_seconds_bucket", ...CHOSEN);
  const name = `p${quantile * 100}`;
  return {
    key: `duration-${name}`,
    type: "timeseries",
    title: `Duration ${name} by endpoint`,
    description: `${name} of the requests' duration, of the chosen methods and endpoints. Without a request nothing is drawn.`,
    unit: "s",
    min: 0,
    noValue: "no request",
    queries: [
      {
        expr: `histogram_quantile(${quantile}, sum by (le, endpoint) (rate(${buckets}[$__rate_interval])))`,
        legend: "{{endpoint}}",
        window: "5m",
      },
    ],
  };
}

function errorRate(): PanelSpec {
  const all = api("http_requests_total", ...CHOSEN);
  const failed = api("http_requests_total", ...CHOSEN, 'status=~"5.."');
  return {
    key: "error-rate",
    type: "timeseries",
    title: "Error rate by endpoint",
    description: "Share of 5xx responses of each endpoint. An endpoint without one does not appear.",
    unit: "percent",
    min: 0,
    noValue: "no error",
    queries: [
      {
        expr: `sum by (endpoint) (rate(${failed}[$__rate_interval])) / sum by (endpoint) (rate(${all}[$__rate_interval])) * 100`,
        legend: "{{endpoint}}",
        window: "5m",
      },
    ],
  };
}

/** CRM-112, as the specification writes it. */
export function slowestEndpoints(): PanelSpec {
  const buckets = api("http_request_duration_seconds_bucket");
  return {
    key: "slowest",
    type: "table",
    title: "Five slowest endpoints (p95)",
    description: "The five methods and endpoints whose p95 is the highest over the last five minutes.",
    unit: "s",
    decimals: 3,
    noValue: "no request",
    queries: [
      { expr: `topk(5, histogram_quantile(0.95, rate(${buckets}[$__rate_interval])))`, window: "5m" },
    ],
    options: { sortBy: [{ displayName: "p95", desc: true }] },
    transformations: [
      {
        id: "organize",
        options: {
          excludeByName: { Time: true, job: true, system: true, namespace: true, node: true, pod: true },
          renameByName: { endpoint: "Endpoint", method: "Method", instance: "Instance", Value: "p95" },
        },
      },
    ],
  };
}

function busiest(): PanelSpec {
  const all = api("http_requests_total", ...CHOSEN);
  return {
    key: "busiest",
    type: "table",
    title: "Busiest endpoints (1h)",
    description: "The ten methods and endpoints with the most requests within the last hour.",
    unit: "short",
    decimals: 0,
    noValue: "no request",
    queries: [{ expr: `topk(10, sum by (method, endpoint) (increase(${all}[1h])))` }],
    options: { sortBy: [{ displayName: "Requests", desc: true }] },
    transformations: [
      {
        id: "organize",
        options: {
          excludeByName: { Time: true },
          renameByName: { endpoint: "Endpoint", method: "Method", Value: "Requests" },
        },
      },
    ],
  };
}
