export { Prometheus, type PrometheusArgs } from "./prometheus";
export { prometheusConfig } from "./config";
export { ruleMaps } from "./rules";
