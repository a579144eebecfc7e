/** Where the container has its files. Only `DATA` is writable. */
export const DATA = "/loki";
export const CONFIG_DIR = "/etc/loki/config";
export const RULES_DIR = "/etc/loki/rules";
/**
 * The ruler reads `<directory>/<tenant>/*.yaml`, and without authentication the one tenant is called `fake`
 * (https://grafana.com/docs/loki/latest/operations/multi-tenancy/). Rules beside that folder are not loaded, silently.
 */
export const TENANT = "fake";
