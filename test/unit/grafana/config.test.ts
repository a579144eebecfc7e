import { describe, expect, test } from "@jest/globals";
import { datasources } from "../../../components/grafana/datasources";
import { dataSourceHosts, grafanaIni, iniText } from "../../../components/grafana/ini";
import type { StackFile } from "../../../config/schema";
import { planWith, settingsWith } from "../../kit";

const PUBLIC = { exposure: { grafana: { host: "grafana.example.org", auth: { type: "login" } } } } as const;

function plan(changes: Partial<StackFile> = {}) {
  return planWith(settingsWith(changes));
}

describe("grafana.ini", () => {
  test("of a public Grafana is hardened", () => {
    expect(iniText(grafanaIni(plan(PUBLIC)))).toBe(`[analytics]
check_for_plugin_updates = false
check_for_updates = false
feedback_links_enabled = false
reporting_enabled = false

[auth]
login_cookie_name = __Host-grafana_session
login_maximum_lifetime_duration = 168h

[auth.anonymous]
enabled = false
hide_version = true

[log]
level = info
mode = console

[log.console]
format = json

[metrics]
enabled = true

[news]
news_feed_enabled = false

[plugins]
preinstall_disabled = true
public_key_retrieval_disabled = true

[public_dashboards]
enabled = false

[security]
admin_password = $__file{/etc/vigie/secrets/admin-password}
admin_user = admin
allow_embedding = false
content_security_policy = true
cookie_samesite = lax
cookie_secure = true
data_source_proxy_whitelist = prometheus.monitoring.svc:9090 alertmanager.monitoring.svc:9093 loki.monitoring.svc:3100
disable_brute_force_login_protection = false
disable_gravatar = true
secret_key = $__file{/etc/vigie/secrets/secret-key}
strict_transport_security = true
x_content_type_options = true
x_xss_protection = true

[server]
domain = grafana.example.org
enforce_domain = true
http_port = 3000
root_url = https://grafana.example.org/

[snapshots]
external_enabled = false

[users]
allow_org_create = false
allow_sign_up = false
auto_assign_org_role = Viewer
default_theme = dark
viewers_can_edit = false
`);
  });

  test("without a public route asks for no https and for no host name, so that a port-forward works", () => {
    expect(grafanaIni(plan())).toMatchObject({
      server: {
        domain: "grafana.monitoring.svc",
        enforce_domain: false,
        root_url: "http://grafana.monitoring.svc:3000/",
      },
      security: { cookie_secure: false, strict_transport_security: false },
      auth: { login_cookie_name: "grafana_session" },
    });
  });

  test("begins with the home dashboard, where the stack has it", () => {
    const home = { system: "platform", folder: "Platform", uid: "vigie-home", title: "Home", json: "{}" };

    expect(grafanaIni({ ...plan(), dashboards: [home] })).toMatchObject({
      dashboards: { default_home_dashboard_path: "/etc/vigie/dashboards/platform/vigie-home.json" },
    });
    expect(grafanaIni({ ...plan(), dashboards: [] })).not.toHaveProperty("dashboards");
  });

  test("takes user, theme and session length from the stack file", () => {
    const ini = grafanaIni(
      plan({ grafana: { adminUser: "ops", defaultTheme: "light", sessionLifetime: "1d12h" } }),
    );

    expect(ini).toMatchObject({
      security: { admin_user: "ops" },
      users: { default_theme: "light" },
      auth: { login_maximum_lifetime_duration: "36h" },
    });
  });

  test("a session that is no whole number of hours is given in seconds", () => {
    expect(grafanaIni(plan({ grafana: { sessionLifetime: "90m" } })).auth).toMatchObject({
      login_maximum_lifetime_duration: "5400s",
    });
  });

  test("keeps a value whole that holds a comment sign", () => {
    expect(iniText({ security: { admin_user: "a#b;c" } })).toBe('[security]\nadmin_user = """a#b;c"""\n');
  });

  test("sends the proxy to no Loki where there is none", () => {
    expect(dataSourceHosts(plan({ loki: { enabled: false } }))).toEqual([
      "prometheus.monitoring.svc:9090",
      "alertmanager.monitoring.svc:9093",
    ]);
  });
});

describe("data sources", () => {
  test("have fixed uids, and Prometheus the stack's scrape interval", () => {
    const { datasources: list } = datasources(plan({ prometheus: { scrapeInterval: "30s" } })) as {
      datasources: { jsonData: Record<string, unknown> }[];
    };
    const [prometheus, alertmanager, loki] = list;

    expect(prometheus).toEqual({
      uid: "prometheus",
      type: "prometheus",
      name: "Prometheus",
      access: "proxy",
      orgId: 1,
      editable: false,
      url: "http://prometheus.monitoring.svc:9090",
      isDefault: true,
      jsonData: {
        httpMethod: "POST",
        timeInterval: "30s",
        prometheusType: "Prometheus",
        prometheusVersion: "3.15.0",
        manageAlerts: true,
        alertmanagerUid: "alertmanager",
      },
    });
    expect(alertmanager).toEqual({
      uid: "alertmanager",
      type: "alertmanager",
      name: "Alertmanager",
      access: "proxy",
      orgId: 1,
      editable: false,
      url: "http://alertmanager.monitoring.svc:9093",
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    });
    expect(loki).toMatchObject({
      uid: "loki",
      type: "loki",
      url: "http://loki.monitoring.svc:3100",
      jsonData: { maxLines: 1000, alertmanagerUid: "alertmanager" },
    });
    expect(list).toHaveLength(3);
  });

  test("from a log line of a pod one link leads to that pod's metrics", () => {
    const { datasources: list } = datasources(plan()) as {
      datasources: { jsonData: { derivedFields?: { matcherRegex: string; url: string }[] } }[];
    };
    const [field] = list[2]?.jsonData.derivedFields ?? [];

    expect(field?.matcherRegex).toBe("^pod$");
    // Provisioning turns $$ into $, and Grafana then fills in the value of the label.
    const url = (field?.url ?? "").replaceAll("$${__value.raw}", "shop-1");
    const panes = JSON.parse(new URL(url, "http://grafana").searchParams.get("panes") ?? "") as {
      a: { datasource: string; queries: { expr: string }[] };
    };
    expect(panes.a.datasource).toBe("prometheus");
    expect(panes.a.queries.map(({ expr }) => expr)).toEqual([
      'sum by (container) (rate(container_cpu_usage_seconds_total{pod="shop-1",container!=""}[5m]))',
      'sum by (container) (container_memory_working_set_bytes{pod="shop-1",container!=""})',
    ]);
  });

  test("Loki is left out, and removed from Grafana, where it is switched off", () => {
    const file = datasources(plan({ loki: { enabled: false } })) as {
      prune: boolean;
      datasources: { uid: string }[];
    };

    expect(file.prune).toBe(true);
    expect(file.datasources.map(({ uid }) => uid)).toEqual(["prometheus", "alertmanager"]);
  });
});
