export const CONFIG_DIR = "/etc/alertmanager/config";
export const CONFIG_FILE = "alertmanager.yml";
export const TEMPLATE_FILE = "vigie.tmpl";
export const SECRETS_DIR = "/etc/alertmanager/secrets";
export const DATA_DIR = "/alertmanager";
