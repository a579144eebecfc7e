export const CONFIG_DIR = "/etc/prometheus/config";
export const CONFIG_FILE = "prometheus.yml";
export const RULES_DIR = "/etc/prometheus/rules";
export const SECRETS_DIR = "/etc/prometheus/secrets";
export const DATA_DIR = "/prometheus";

const ACCOUNT_DIR = "/var/run/secrets/kubernetes.io/serviceaccount";
/** Rotated by the kubelet; Prometheus reads it again at every scrape. */
export const ACCOUNT_TOKEN = `${ACCOUNT_DIR}/token`;
export const CLUSTER_CA = `${ACCOUNT_DIR}/ca.crt`;
