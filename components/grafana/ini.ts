import { durationSeconds } from "../../config/schema/scalars";
import type { Plan } from "../../systems/plan";
import { portOf, serviceUrl } from "../../base/endpoints";
import { homeFile } from "./dashboards";
import { oauthIni } from "./oauth";
import { ADMIN_PASSWORD_FILE, SECRET_KEY_FILE } from "./paths";

type Value = string | number | boolean;
export type Ini = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/**
 * grafana.ini, hardened after https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-security-hardening/.
 * Secrets are read by Grafana itself from mounted files (`$__file{}`), so they are in no environment.
 */
export function grafanaIni(plan: Plan): Ini {
  const { settings, urls } = plan;
  const { grafana } = settings;
  const url = new URL(urls.grafana);
  const https = url.protocol === "https:";
  return {
    server: {
      http_port: portOf("grafana"),
      domain: url.hostname,
      root_url: `${urls.grafana.replace(/\/$/, "")}/`,
      // Without a public name people come through a port-forward, as "localhost". Health and metrics are never redirected.
      enforce_domain: settings.exposure.grafana !== undefined,
    },
    security: {
      admin_user: grafana.adminUser,
      admin_password: `$__file{${ADMIN_PASSWORD_FILE}}`,
      // The default is one public string; it encrypts what users store in data sources.
      secret_key: `$__file{${SECRET_KEY_FILE}}`,
      cookie_secure: https,
      // With `strict` a link in a chat opens the login form: the browser sends no cookie from another site's page.
      // `lax` sends it with such a click alone, never with another site's POST.
      cookie_samesite: "lax",
      strict_transport_security: https,
      content_security_policy: true,
      x_content_type_options: true,
      x_xss_protection: true,
      allow_embedding: false,
      disable_gravatar: true,
      disable_brute_force_login_protection: false,
      data_source_proxy_whitelist: dataSourceHosts(plan).join(" "),
    },
    ...pool(grafana.database),
    users: {
      allow_sign_up: false,
      allow_org_create: false,
      auto_assign_org_role: "Viewer",
      viewers_can_edit: false,
      default_theme: grafana.defaultTheme,
    },
    auth: {
      login_cookie_name: https ? securePrefix(url) + SESSION : SESSION,
      login_maximum_lifetime_duration: goDuration(grafana.sessionLifetime),
    },
    ...oauthIni(grafana.oauth),
    "auth.anonymous": { enabled: false, hide_version: true },
    ...start(homeFile(plan)),
    snapshots: { external_enabled: false },
    public_dashboards: { enabled: false },
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    // Plugins would be downloaded at every start; the built-in data sources are all that is used.
    plugins: { preinstall_disabled: true, public_key_retrieval_disabled: true },
    metrics: { enabled: true },
    log: { mode: "console", level: "info" },
    "log.console": { format: "json" },
  };
}

function start(file: string | undefined): Ini {
  return file === undefined ? {} : { dashboards: { default_home_dashboard_path: file } };
}

const SESSION = "grafana_session";

/**
 * Makes browsers refuse the cookie without https, from another host, or for a path. Below a path Grafana sets it for that
 * path, which the stricter prefix forbids. https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie
 */
function securePrefix({ pathname }: URL): "__Host-" | "__Secure-" {
  return pathname === "/" ? "__Host-" : "__Secure-";
}

/** Only what the stack file says: Grafana's own defaults stay its own. */
function pool({ maxIdleConn, maxOpenConn, connMaxLifetime }: Plan["settings"]["grafana"]["database"]): Ini {
  const values = {
    ...(maxIdleConn === undefined ? {} : { max_idle_conn: maxIdleConn }),
    ...(maxOpenConn === undefined ? {} : { max_open_conn: maxOpenConn }),
    ...(connMaxLifetime === undefined
      ? {}
      : { conn_max_lifetime: Math.ceil(durationSeconds(connMaxLifetime)) }),
  };
  return Object.keys(values).length === 0 ? {} : { database: values };
}

/** `host:port` of every provisioned data source: the only ones Grafana's proxy may be sent to. */
export function dataSourceHosts({ settings }: Plan): string[] {
  const parts = ["prometheus", "alertmanager", ...(settings.loki.enabled ? ["loki" as const] : [])] as const;
  return parts.map((part) => new URL(serviceUrl(part, settings)).host);
}

/** Grafana's own durations have units up to `d` and `w`, but one at a time: `1d12h` is not one. Hours always work. */
function goDuration(text: string): string {
  const seconds = Math.ceil(durationSeconds(text));
  return seconds % 3600 === 0 ? `${seconds / 3600}h` : `${seconds}s`;
}

/** INI text with sorted sections and keys. */
export function iniText(ini: Ini): string {
  const sections = Object.entries(ini).sort(byKey);
  return sections
    .map(([section, values]) => {
      const lines = Object.entries(values)
        .sort(byKey)
        .map(([key, value]) => `${key} = ${iniValue(value)}\n`);
      return `[${section}]\n${lines.join("")}`;
    })
    .join("\n");
}

/** Text with `#` or `;` would end at that comment sign; triple quotes keep it whole. */
function iniValue(value: Value): string {
  const text = String(value);
  return /[#;`"]/.test(text) ? `"""${text}"""` : text;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
