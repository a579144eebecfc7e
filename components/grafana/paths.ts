/** Where the container has its files. Only `DATA` and /tmp are writable. */
export const DATA = "/var/lib/grafana";
export const CONFIG_DIR = "/etc/grafana";
export const SECRETS_DIR = "/etc/vigie/secrets";
export const DASHBOARDS_DIR = "/etc/vigie/dashboards";

/** Fixed by contract: operators change the password in this Secret and restart Grafana. */
export const CREDENTIALS_SECRET = "grafana-credentials";
export const ADMIN_PASSWORD_KEY = "admin-password";

export const ADMIN_PASSWORD_FILE = `${SECRETS_DIR}/${ADMIN_PASSWORD_KEY}`;
export const SECRET_KEY_FILE = `${SECRETS_DIR}/secret-key`;
/** Of the OAuth client. */
export const CLIENT_ID_KEY = "oauth-client-id";
export const CLIENT_SECRET_KEY = "oauth-client-secret";
